/* Response times, who else is in a conversation, and desktop notifications. */
import { Agent } from '../agent.js';
import { cleanInBoth, pictures } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectSoon } from '../expect.js';
import { settings } from '../settings.js';

/** A customer who waits for a person. */
async function waiting(browser) {
  const customer = await Customer.at(browser);
  await customer.open();
  await customer.ask('A person, please');
  return customer;
}

/** Takes the place of the desktop: keeps what is shown. */
function desktop() {
  globalThis.shown = [];
  globalThis.asked = 0;
  class Stub {
    static permission = 'default';
    static async requestPermission() {
      globalThis.asked += 1;
      Stub.permission = 'granted';
      return 'granted';
    }
    constructor(title, options) {
      globalThis.shown.push({ title, body: options.body, tag: options.tag });
    }
    close() {}
  }
  globalThis.Notification = Stub;
}

export const cases = {
  'a leader sets response times, and everybody sees what is due next': async (browser) => {
    const leader = await Agent.signIn(browser, settings.leader);
    const { page } = leader;
    await page.goto(`${settings.server}/settings/response-times`);
    await page.getByRole('button', { name: 'Save' }).waitFor();
    const first = page.getByLabel('First reply', { exact: true }).first();
    await first.fill('soon');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/whole number of minutes/).waitFor();
    await first.fill('25');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/They hold for conversations that are under way too/).waitFor();
    await cleanInBoth(page, 'response times');
    await pictures(page, 'console-response-times');

    const customer = await waiting(browser);
    const agent = await Agent.signIn(browser);
    await agent.page.goto(`${settings.server}/inbox?view=sla`);
    await agent.page.getByRole('heading', { name: 'Due next' }).waitFor();
    const id = await customer.conversationId();
    const chip = agent.page.locator(`[data-row="${id}"] [data-sla]`);
    await chip.waitFor();
    assert.match(await chip.innerText(), /Reply/);
    await cleanInBoth(agent.page, 'what is due next');
    await pictures(agent.page, 'console-due-next');
    await agent.open(id);
    await agent.page.locator('header [data-sla]').waitFor();
    await agent.takeOver();
    await agent.reply('I look at it now.');
    await agent.page.locator('header [data-sla="still"]').waitFor();
    await pictures(agent.page, 'console-sla-paused');

    await page.goto(`${settings.server}/today`);
    const card = page.getByRole('region', { name: 'Response times' });
    await card.getByRole('columnheader', { name: 'Met' }).first().waitFor();
    await cleanInBoth(page, 'response times of the last days');
    await card.scrollIntoViewIfNeeded();
    await pictures(page, 'console-today-response-times');
  },

  'agents see who writes, and a reply begun before another landed is not sent unread': async (browser) => {
    const customer = await waiting(browser);
    const id = await customer.conversationId();
    const agent = await Agent.signIn(browser);
    const dana = await Agent.signIn(browser, settings.designer);
    const name = await dana.name();
    await agent.open(id);
    await dana.open(id);
    await agent.page.getByText(`${name} is looking at this too`).waitFor();
    await agent.page.getByLabel(/^Reply to/).fill('I will look for it.');
    await dana.page.getByText(`${await agent.name()} is writing a reply`, { exact: true }).waitFor();
    await pictures(dana.page, 'console-colleague-writes');
    await cleanInBoth(dana.page, 'a colleague writes');

    await dana.takeOver();
    const reply = 'Your parcel is at the depot and arrives tomorrow.';
    await dana.reply(reply);
    const landed = agent.page.getByText(`${name} replied after you began.`);
    await landed.waitFor();
    await agent.page.getByRole('button', { name: /^Take over from .* and send$/ }).click();
    await agent.page.getByRole('alert').getByText('Nothing of yours is sent yet').waitFor();
    await cleanInBoth(agent.page, 'another reply landed');
    await pictures(agent.page, 'console-reply-landed');
    assert.ok(!(await customer.log.innerText()).includes('I will look for it.'));
    await agent.page.getByRole('button', { name: 'Mine still fits' }).click();
    await landed.waitFor({ state: 'detached' });
    await dana.page.goto(`${settings.server}/settings`);
    await agent.page.getByText(`${name} is looking at this too`).waitFor({ state: 'detached' });
  },

  'desktop notifications come only when asked for, without the customer’s words': async (browser) => {
    const agent = await Agent.signIn(browser);
    const { page } = agent;
    await page.addInitScript(desktop);
    await page.goto(`${settings.server}/settings`);
    const shown = () => page.evaluate(() => globalThis.shown);
    assert.equal(await page.evaluate(() => globalThis.asked), 0, 'nobody is asked without a click');
    await page.getByRole('switch', { name: 'Notify me' }).click();
    await page.getByRole('switch', { name: 'Quiet hours' }).waitFor();
    await cleanInBoth(page, 'notifications');
    await page.getByRole('heading', { name: 'Desktop notifications' }).scrollIntoViewIfNeeded();
    await pictures(page, 'console-notifications');

    const look = (away) =>
      page.evaluate((isAway) => {
        document.hasFocus = () => !isAway;
        localStorage.removeItem('rapport.focused');
      }, away);
    await look(true);
    await waiting(browser);
    await expectSoon('a notification', async () => (await shown()).length > 0);
    const [news] = await shown();
    assert.match(news.title, /waiting for a person/);
    assert.ok(!/A person, please/.test(JSON.stringify(await shown())));
    assert.match(await page.title(), /^\(\d+\)/);

    await page.getByRole('button', { name: 'For an hour' }).click();
    await page.getByText(/until (today|tomorrow)/).waitFor();
    const before = (await shown()).length;
    const customer = await waiting(browser);
    await expectSoon('the row', async () => {
      const list = await agent.read('conversations?view=waiting&limit=100');
      const id = await customer.conversationId();
      return list.items.some((row) => row.id === id);
    });
    await page.getByRole('button', { name: 'Off', exact: true }).first().click();
    assert.equal((await shown()).length, before, 'nothing comes while nobody is to be disturbed');
  },
};
