/* Somebody would rather look than ask: the help centre, and the way from it to the assistant. */
import { Agent } from '../agent.js';
import { clean, cleanInBoth, pictures, WIDTHS } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectSoon, expectText } from '../expect.js';
import { settings } from '../settings.js';

const PAGES = [
  '/help',
  '/help/categories/delivery',
  '/help/articles/delivery-cost',
  '/help/articles/where-is-my-order',
  '/help/articles/battery-danger',
  '/help/search?q=delivry+cost',
  '/help/search?q=quantum+zebra+helicopter',
  '/help/thanks',
  '/help/nowhere',
];

async function at(browser, path, options = {}) {
  const page = await browser.page(options);
  await page.goto(settings.server + path);
  return page;
}

export const cases = {
  'search, an article, a word of thanks, and a question that leans on it': async (browser) => {
    const page = await at(browser, '/help');
    await page.getByRole('searchbox').fill('delivry cost');
    await page.keyboard.press('Enter');
    await page.getByText('Read as “delivery cost”').waitFor();
    await cleanInBoth(page, 'results');
    await pictures(page, 'help-results');
    await page.getByRole('main').getByRole('link', { name: 'How much is delivery?' }).click();
    await page.getByRole('heading', { level: 1, name: 'How much is delivery?' }).waitFor();
    expectText(await page.getByRole('article').innerText(), /£3\.95/, 'the approved answer');

    await page.getByRole('button', { name: 'No', exact: true }).click();
    await page.getByRole('heading', { name: 'Thank you for telling us' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/help/articles/delivery-cost', 'the page stays');
    const words = `Is Saturday dearer? ${Date.now()}`;
    await page.getByLabel(/What was missing/).fill(words);
    await pictures(page, 'help-thanks');
    await page.getByRole('main').getByRole('button', { name: 'Send' }).click();
    await page.getByText('Our team reads what you tell us').waitFor();

    await page.getByRole('button', { name: 'Ask the assistant about this' }).click();
    const customer = new Customer(page);
    await customer.dialog.getByText('About “How much is delivery?”').waitFor();
    await pictures(page, 'help-ask');
    const reply = await customer.ask('Does that also hold for sale items?');
    expectText(reply, /£3\.95/, 'the article is what is meant');
    assert.equal(await customer.dialog.getByText('About “How').isVisible(), false, 'said once');
    await customer.dialog.getByText('Did this help?').waitFor();
    await clean(page, 'an article with the chat open');
    await customer.dialog.getByRole('button', { name: 'Yes', exact: true }).last().click();
    await customer.dialog.getByText('Thank you for telling us.').waitFor();

    const conversation = await customer.conversationId();
    const designer = await Agent.signIn(browser, settings.designer);
    await designer.open(conversation);
    await designer.page.getByText('came from the help article “How much is delivery?”').waitFor();
    await designer.page.goto(`${settings.server}/knowledge/helpfulness`);
    await designer.page.getByRole('link', { name: 'What delivery costs' }).waitFor();
    await cleanInBoth(designer.page, 'what helps');
    await pictures(designer.page, 'console-what-helps');
    await designer.page.getByRole('link', { name: 'What delivery costs' }).click();
    await designer.page.getByText(words).waitFor();
    await cleanInBoth(designer.page, 'a topic with what was said of it');
    await pictures(designer.page, 'console-helped-by');
  },

  'without JavaScript everything works but the chat': async (browser) => {
    const page = await at(browser, '/help', { javaScriptEnabled: false });
    await page.getByRole('searchbox').fill('gift card expiry');
    await page.keyboard.press('Enter');
    await page.getByRole('main').getByRole('link', { name: 'How long is a gift card valid?' }).click();
    assert.equal(await page.getByRole('button', { name: /Ask the assistant/ }).count(), 0);
    assert.match(await page.content(), /The chat needs JavaScript\./);
    await page.getByRole('button', { name: 'Yes', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Thank you for telling us' }).waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Our team reads what you tell us').waitFor();
  },

  'a person can be called from every page of help': async (browser) => {
    const page = await at(browser, '/help/search?q=quantum+zebra+helicopter');
    await page.getByText('We have no answer to that here').waitFor();
    await page.getByRole('button', { name: 'Ask the assistant' }).click();
    const customer = new Customer(page);
    await expectSoon('the words that were searched for', async () => {
      return (await customer.field.inputValue()) === 'quantum zebra helicopter';
    });
    const other = await at(browser, '/help/articles/battery-danger');
    await other.getByRole('button', { name: 'Talk to a person now' }).click();
    await new Customer(other).dialog.getByText('A person has been called').waitFor();
  },

  'axe finds nothing on any page of help, and the keyboard reaches everything': async (browser) => {
    for (const colorScheme of ['light', 'dark']) {
      for (const [width, height] of [WIDTHS[0], WIDTHS[2]]) {
        const page = await at(browser, '/help', {
          viewport: { width, height },
          colorScheme,
        });
        for (const path of PAGES) {
          await page.goto(settings.server + path);
          await clean(page, `${path}, ${width}, ${colorScheme}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(wide <= 0, `${path} is ${wide} px wider than the screen at ${width}`);
        }
      }
    }
    const page = await at(browser, '/help');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the content');
    for (const path of PAGES) {
      await page.goto(settings.server + path);
      const name = path.replace(/^\/help\/?/, '').replace(/[^a-z-]+/g, '-') || 'front';
      await pictures(page, `help-${name}`);
    }
  },
};
