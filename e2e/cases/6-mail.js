/* A customer who leaves gets the answer by e-mail, with a link back. */
import { Agent } from '../agent.js';
import { Customer } from '../customer.js';
import { assert } from '../expect.js';
import { openMail } from '../mailbox.js';

export const cases = {
  'who left an address gets the answer by e-mail and comes back by its link': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    await customer.ask('Do you repair tents?');
    const address = `e2e-${Date.now()}@example.com`;
    await customer.dialog.getByLabel('Your e-mail address').fill('not an address');
    await customer.dialog.getByRole('button', { name: 'Save' }).click();
    await customer.dialog.getByLabel('Your e-mail address').fill(address);
    await customer.dialog.getByRole('button', { name: 'Save' }).click();
    await customer.dialog.getByText(`the answer goes to ${address}`).waitFor();
    const id = await customer.conversationId();
    await customer.page.goto('about:blank');

    const agent = await Agent.signIn(browser);
    await agent.open(id);
    await agent.takeOver();
    await agent.reply('We do: bring it in, or send it to our workshop.');

    const reader = await browser.page();
    await openMail(reader, address);
    const mail = await reader.getByRole('article').innerText();
    const link = await reader.locator('.text a[href*="/chat"]').first().getAttribute('href');
    assert.ok(link, `no link back in: ${mail}`);

    const elsewhere = new Customer(await browser.page());
    await elsewhere.page.goto(link);
    await elsewhere.dialog.waitFor();
    await elsewhere.log.getByText('send it to our workshop').waitFor();
    assert.equal(new URL(elsewhere.page.url()).hash, '', 'the token does not stay in the address');
    await elsewhere.write('Thank you, I am back.');
    await agent.sees('Thank you, I am back.');
  },
};
