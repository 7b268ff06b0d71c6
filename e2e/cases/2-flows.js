/* Flows that look up and act at the order service. */
import { picture } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectText } from '../expect.js';

/** Delivered orders that can go back, and whose they are; each run uses up one. */
const RETURNABLE = [
  ['TF-100454', 'robert.pryce@example.com', 'c-2004'],
  ['TF-100457', 'grace.whitfield@example.com', 'c-2007'],
  ['TF-100461', 'leila.haddad@example.com', 'c-2011'],
  ['TF-100464', 'oliver.strand@example.com', 'c-2014'],
  ['TF-100471', 'nadia.rahman@example.com', 'c-2021'],
  ['TF-100475', 'emily.thornton@example.com', 'c-2025'],
  ['TF-100478', 'hannah.lindqvist@example.com', 'c-2005'],
  ['TF-100481', 'daniel.osei@example.com', 'c-2008'],
  ['TF-100483', 'peter.novak@example.com', 'c-2010'],
  ['TF-100485', 'megan.rees@example.com', 'c-2013'],
];

/** Whether the shop shows a return of the order. */
async function isReturned(page, number, id) {
  const host = new URL(page.url()).hostname;
  const context = await page.context().browser().newContext();
  await context.addCookies([{ name: 'shop_customer', value: id, domain: host, path: '/' }]);
  const answer = await context.request.get(new URL('/my-orders', page.url()).href);
  const text = await answer.text();
  await context.close();
  return text.includes(`R-${number.replace(/\D/g, '')} is running`);
}

export const cases = {
  'where is my order?': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    expectText(await customer.ask('Where is my order?'), /order number/i, 'asks for the number');
    expectText(await customer.ask('TF-100453'), /e-?mail/i, 'asks for the address');
    const reply = await customer.ask('ines.duarte@example.com');
    expectText(reply, /on its way with (Northway Parcels|Peak Post)/, 'looks it up at the shop');
    await customer.log.getByRole('link', { name: /\.example\/track\// }).waitFor();
    await picture(customer.page, 'flow-where');
  },

  'somebody else’s order stays closed': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    await customer.ask('Where is my parcel TF-100453?');
    const reply = await customer.ask('stranger@example.com');
    assert.doesNotMatch(reply, /Northway|Peak Post|Whiteladies/, `told a stranger: ${reply}`);
  },

  'a return is started only after the customer confirmed exactly that': async (browser) => {
    const customer = await Customer.at(browser);
    let chosen;
    for (const order of RETURNABLE) {
      if (!(await isReturned(customer.page, order[0], order[2]))) {
        chosen = order;
        break;
      }
    }
    assert.ok(chosen, 'every returnable order is used up; start the demo with --fresh');
    const [number, email, id] = chosen;
    await customer.open();
    await customer.ask('I want to return something');
    let reply = await customer.ask(number);
    if (/e-?mail/i.test(reply)) reply = await customer.ask(email);
    expectText(reply, /Which item/i, 'asks which item');
    await customer.ask('all of it');
    reply = await customer.choose('Too small');
    expectText(reply, new RegExp(`${number}[^]*Shall I`), 'asks before it acts');
    assert.equal(await isReturned(customer.page, number, id), false, 'nothing happens before the yes');
    await picture(customer.page, 'flow-confirm');
    reply = await customer.choose('Yes');
    expectText(reply, /R-\d+ is started/, 'says what was done');
    assert.equal(await isReturned(customer.page, number, id), true, 'the shop has the return');
  },

  'a signed-in customer asks about an order, and signing out takes the conversation along': async (
    browser,
  ) => {
    const customer = await Customer.at(browser);
    await customer.signIn('Tom Heald');
    await customer.page.getByRole('button', { name: 'Ask about this order' }).first().click();
    await customer.log.getByText('I have a question about order TF-').last().waitFor();
    await customer.page.getByRole('button', { name: 'Sign out' }).click();
    await customer.page.getByRole('link', { name: 'Sign in' }).waitFor();
    await customer.open();
    // The log is read out from when its history is there.
    await customer.dialog.locator('[role="log"][aria-live="polite"]').waitFor();
    assert.equal(
      await customer.log.getByText('I have a question about order').count(),
      0,
      'the next visitor',
    );
  },
};
