/* The keyboard, the screen reader's rules, and every width. */
import { Agent } from '../agent.js';
import { clean, picture, WIDTHS } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectSoon } from '../expect.js';
import { settings } from '../settings.js';

const SHOP_PAGES = ['/', '/products/tarn-40', '/my-orders', '/mail', '/nowhere'];
const CONSOLE_PAGES = [
  '/',
  '/today',
  '/knowledge',
  '/knowledge/flows',
  '/knowledge/statements',
  '/releases',
  '/releases/new',
  '/settings',
];
const nameOf = (path) => path.replace(/^\//, '').replace(/\//g, '-') || 'front';

/** What has the focus, also inside the widget. */
function focused(page) {
  return page.evaluate(() => {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node?.getAttribute('aria-label') || node?.id || node?.textContent || '';
  });
}

async function tabTo(page, wanted, key = 'Tab') {
  for (let presses = 0; presses < 80; presses += 1) {
    if (wanted.test(await focused(page))) return;
    await page.keyboard.press(key);
  }
  assert.fail(`the keyboard does not reach ${wanted}`);
}

export const cases = {
  'the keyboard alone is enough for a customer': async (browser) => {
    const { page, ...customer } = await Customer.at(browser);
    await tabTo(page, /^Chat with/);
    await page.keyboard.press('Enter');
    await expectSoon('the caret where one writes', async () => (await focused(page)) === 'rapport-text');
    await page.keyboard.type('Do you repair tents?');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('And boots?');
    await page.keyboard.press('Enter');
    await customer.log.getByText('And boots?').waitFor();
    await customer.log.locator('li.other').first().waitFor();
    await tabTo(page, /A person, please/, 'Shift+Tab');
    await page.keyboard.press('Enter');
    await customer.dialog.getByText('A person has been called').waitFor();
    await page.keyboard.press('Escape');
    await customer.dialog.waitFor({ state: 'hidden' });
    assert.match(await focused(page), /^Chat with/);
  },

  'on a phone the chat fills the screen and keeps the focus': async (browser) => {
    const customer = await Customer.at(browser, '/', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
    });
    await customer.open();
    const box = await customer.dialog.boundingBox();
    assert.deepEqual([box.x, box.y, box.width, box.height], [0, 0, 390, 844]);
    assert.equal(await customer.dialog.getAttribute('aria-modal'), 'true');
    for (let presses = 0; presses < 25; presses += 1) {
      await customer.page.keyboard.press('Tab');
      const host = await customer.page.evaluate(() => document.activeElement?.id);
      assert.equal(host, 'rapport-widget', 'the focus stays in the chat');
    }
  },

  'new messages are read out, old ones are not': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    await expectSoon('a polite log', async () => (await customer.log.getAttribute('aria-live')) === 'polite');
    assert.equal(await customer.log.getAttribute('aria-label'), 'Messages');
  },

  'right to left': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.page.evaluate(() => globalThis.rapport('locale', 'ar'));
    await customer.page.evaluate(() => globalThis.rapport('open'));
    await customer.dialog.waitFor();
    assert.equal(await customer.page.locator('.rapport').getAttribute('dir'), 'rtl');
    await customer.dialog.getByLabel('رسالتك').fill('مرحبا');
    const box = await customer.dialog.boundingBox();
    assert.ok(box.x < 100, 'the panel stands at the other side');
    await picture(customer.page, 'widget-rtl');
    await clean(customer.page, 'the chat from right to left');
  },

  'axe finds nothing on the shop, the mails and the chat': async (browser) => {
    for (const colorScheme of ['light', 'dark']) {
      for (const [width, height] of [WIDTHS[0], WIDTHS[2]]) {
        const customer = await Customer.at(browser, '/', {
          viewport: { width, height },
          colorScheme,
        });
        const { page } = customer;
        for (const path of SHOP_PAGES) {
          await page.goto(settings.shop + path);
          await page.getByRole('heading').first().waitFor();
          await clean(page, `${path}, ${width}, ${colorScheme}`);
        }
        await customer.signIn('Tom Heald');
        await clean(page, `orders, ${width}, ${colorScheme}`);
        // Somebody new: a customer of an earlier run may be waiting for a person.
        const visitor = await Customer.at(browser, '/', {
          viewport: { width, height },
          colorScheme,
        });
        await visitor.open();
        await visitor.ask('What does delivery cost?');
        await clean(visitor.page, `the chat, ${width}, ${colorScheme}`);
      }
    }
  },

  'axe finds nothing on any page of the console': async (browser) => {
    const door = await browser.page();
    for (const path of ['/sign-in', '/password-reset']) {
      await door.goto(settings.server + path);
      await door.getByRole('heading').first().waitFor();
      await clean(door, path);
    }
    const customer = await Customer.at(browser);
    await customer.open();
    await customer.ask('I am so disappointed, my tent has a hole!');
    const id = await customer.conversationId();
    for (const colorScheme of ['light', 'dark']) {
      const { page } = await Agent.signIn(browser, settings.leader, {
        colorScheme,
      });
      for (const path of [...CONSOLE_PAGES, `/conversations/${id}`]) {
        await page.goto(settings.server + path);
        await page.getByRole('heading').first().waitFor();
        await clean(page, `${path}, ${colorScheme}`);
      }
    }
  },

  'pictures of every page at every width': async (browser) => {
    if (!settings.pictures) return;
    const writer = await Customer.at(browser);
    await writer.open();
    await writer.ask('I am so disappointed, my tent has a hole!');
    const id = await writer.conversationId();
    for (const colorScheme of ['light', 'dark']) {
      const leader = await Agent.signIn(browser, settings.leader, {
        colorScheme,
      });
      const customer = await Customer.at(browser, '/', { colorScheme });
      for (const [width, height] of WIDTHS) {
        const mark = `${width}-${colorScheme}`;
        await leader.page.setViewportSize({ width, height });
        for (const path of [...CONSOLE_PAGES, `/conversations/${id}`]) {
          await leader.page.goto(settings.server + path);
          await leader.page.getByRole('heading').first().waitFor();
          const name = path.includes(id) ? 'conversation' : nameOf(path);
          await picture(leader.page, `console-${name}-${mark}`);
        }
        await customer.page.setViewportSize({ width, height });
        for (const path of SHOP_PAGES) {
          await customer.page.goto(settings.shop + path);
          await picture(customer.page, `shop-${nameOf(path)}-${mark}`);
        }
        await customer.page.goto(settings.shop);
        if (!(await customer.dialog.isVisible())) await customer.open();
        if ((await customer.messages()).length === 0) await customer.ask('What does delivery cost?');
        await picture(customer.page, `widget-${mark}`);
      }
    }
  },
};
