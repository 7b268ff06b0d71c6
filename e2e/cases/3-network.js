/* Lost connections, blocked sockets, reloads: nothing lost, nothing doubled. */
import { Customer } from '../customer.js';
import { assert, expectSoon } from '../expect.js';
import { settings } from '../settings.js';

const own = (history) =>
  history.events
    .filter(({ message }) => message.author.kind === 'customer')
    .map(({ message }) => message.text);

export const cases = {
  'messages written without a connection arrive once and in order, over a reload': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    await customer.write('before');
    const context = customer.page.context();
    await context.route(`${settings.server}/api/v1/widget/messages`, (route) => route.abort());
    for (const text of ['one', 'two', 'three']) {
      await customer.field.fill(text);
      await customer.field.press('Enter');
    }
    await expectSoon('three waiting', async () => (await customer.log.locator('li.unsent').count()) === 3);
    await customer.page.reload();
    await expectSoon(
      'three still waiting',
      async () => (await customer.log.locator('li.unsent').count()) === 3,
    );
    await context.unroute(`${settings.server}/api/v1/widget/messages`);
    await expectSoon('all sent', async () => (await customer.log.locator('li.unsent').count()) === 0, 60_000);
    assert.deepEqual(await customer.messages(), ['before', 'one', 'two', 'three']);
    assert.deepEqual(own(await customer.history()), ['before', 'one', 'two', 'three']);
  },

  'a message whose acknowledgement was lost is one message': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    let lost = 0;
    await customer.page.route(`${settings.server}/api/v1/widget/messages`, async (route) => {
      if (route.request().method() !== 'POST' || lost === 2) return route.continue();
      lost += 1;
      await route.fetch();
      return route.abort();
    });
    await customer.write('only once');
    assert.equal(lost, 2);
    assert.deepEqual(own(await customer.history()), ['only once']);
    assert.deepEqual(await customer.messages(), ['only once']);
  },

  'the connection drops and resumes without a gap': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    await customer.write('What are your opening hours?');
    await customer.page.context().setOffline(true);
    await customer.dialog.getByText('No connection').waitFor();
    await customer.page.context().setOffline(false);
    await customer.dialog.getByText('No connection').waitFor({ state: 'hidden' });
    const other = new Customer(await customer.page.context().newPage());
    await other.page.goto(settings.shop);
    await other.dialog
      .or(other.page.getByRole('button', { name: /^Chat with/ }))
      .first()
      .waitFor();
    if (!(await other.dialog.isVisible())) await other.open();
    await other.write('from elsewhere');
    await customer.log.getByText('from elsewhere').waitFor();
    const history = await customer.history();
    await expectSoon('all that the server has', async () => {
      const shown = await customer.log.locator('li.own .bubble').allInnerTexts();
      return JSON.stringify(shown) === JSON.stringify(own(history));
    });
  },

  'it works where WebSockets are blocked': async (browser) => {
    const page = await browser.page();
    await page.addInitScript(() => {
      globalThis.WebSocket = class {
        constructor() {
          throw new DOMException('blocked');
        }
      };
    });
    await page.goto(settings.shop);
    const customer = new Customer(page);
    await customer.open();
    await customer.ask('What are your opening hours?');
  },
};
