/* Addresses: corrected and removed by an agent, taken back in the chat and by the link in a mail. */
import { Agent } from '../agent.js';
import { clean, cleanInBoth, picture, pictures } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectSoon } from '../expect.js';
import { openMail } from '../mailbox.js';

/** A customer who has asked something and left an address. */
async function reachable(browser, address) {
  const customer = await Customer.at(browser);
  await customer.open();
  await customer.ask('Do you repair tents?');
  await customer.dialog.getByLabel('Your e-mail address').fill(address);
  await customer.dialog.getByRole('button', { name: 'Save' }).click();
  await customer.dialog.getByText(`Answers also go to ${address}.`).waitFor();
  return customer;
}

const addressOf = async (agent, id) => {
  const { customer } = await agent.read(`conversations/${id}`);
  return customer.email ?? null;
};

export const cases = {
  'an agent corrects name and address, and removes the address': async (browser) => {
    const address = `e2e-${Date.now()}@example.com`;
    const customer = await reachable(browser, address);
    const id = await customer.conversationId();
    const agent = await Agent.signIn(browser);
    const { page } = agent;
    await agent.open(id);
    const panel = page.getByRole('complementary', {
      name: 'Customer and story',
    });
    await panel.getByRole('button', { name: 'Edit name and e-mail' }).click();
    await panel.getByLabel('Name').fill('Mia Keller');
    await panel.getByLabel('E-mail').fill('nobody');
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.getByText('Write an address such as name@example.com.').waitFor();
    await cleanInBoth(page, 'editing a customer');
    await pictures(page, 'console-edit-customer');
    await panel.getByLabel('E-mail').fill(`new-${address}`);
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.getByRole('link', { name: `new-${address}` }).waitFor();
    await panel.getByText('Mia Keller').first().waitFor();
    await page.locator('.list').getByText('Mia Keller').first().waitFor();

    await panel.getByRole('button', { name: 'Remove the address' }).click();
    await panel.getByText('no e-mails wanted').waitFor();
    assert.equal(await addressOf(agent, id), null);
    await page.getByRole('button', { name: 'Undo' }).click();
    await panel.getByRole('link', { name: `new-${address}` }).waitFor();

    await panel.getByRole('button', { name: 'Edit name and e-mail' }).click();
    await panel.getByLabel('E-mail').fill('');
    await panel.getByLabel('E-mail').press('Enter');
    await panel.getByText('no e-mails wanted').waitFor();
    assert.equal(await addressOf(agent, id), null);
    await cleanInBoth(page, 'a customer without an address');
  },

  'a customer takes the address back in the chat, and may leave one again': async (browser) => {
    const address = `e2e-${Date.now()}@example.com`;
    const customer = await reachable(browser, address);
    const agent = await Agent.signIn(browser);
    const id = await customer.conversationId();
    assert.equal(await addressOf(agent, id), address);
    await picture(customer.page, 'widget-reached');
    await clean(customer.page, 'the chat with an address');
    await customer.dialog.getByRole('button', { name: 'No more e-mails' }).click();
    await customer.dialog.getByText(`We do not write to ${address} any more.`).waitFor();
    await customer.dialog.getByText('You get no e-mails.').waitFor();
    assert.equal(await addressOf(agent, id), null);
    await picture(customer.page, 'widget-declined');
    await customer.page.reload();
    await expectSoon('the chat', async () => {
      if (!(await customer.dialog.isVisible())) await customer.open();
      return customer.dialog.getByText('You get no e-mails.').isVisible();
    });
    assert.equal(await customer.dialog.getByLabel('Your e-mail address').count(), 0, 'it is not asked again');
    await customer.dialog.getByRole('button', { name: 'Leave an address' }).click();
    await customer.dialog.getByLabel('Your e-mail address').fill(address);
    await customer.dialog.getByRole('button', { name: 'Save' }).click();
    await customer.dialog.getByText(`Answers also go to ${address}.`).waitFor();
  },

  'the link in a mail takes the address back with one click': async (browser) => {
    const address = `e2e-${Date.now()}@example.com`;
    const customer = await reachable(browser, address);
    const id = await customer.conversationId();
    await customer.page.goto('about:blank');
    const agent = await Agent.signIn(browser);
    await agent.open(id);
    await agent.takeOver();
    await agent.reply('We do: bring it in, or send it to our workshop.');

    const reader = await browser.page();
    await openMail(reader, address);
    const link = await reader.locator('.text a[href*="/mail/stop/"]').first().getAttribute('href');
    await reader.goto(link);
    await reader.getByRole('heading', { name: /^No more e-mails from/ }).waitFor();
    assert.equal(await addressOf(agent, id), address, 'opening the page changes nothing');
    await cleanInBoth(reader, 'the page that asks');
    await pictures(reader, 'mail-stop');
    await reader.getByRole('button', { name: /^Stop e-mails/ }).click();
    await reader.getByText('does not write to this address any more').waitFor();
    assert.equal(await addressOf(agent, id), null);
    await cleanInBoth(reader, 'the page that confirms');
    await pictures(reader, 'mail-stopped');

    const oneClick = await fetch(link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      redirect: 'error',
    });
    assert.equal(oneClick.status, 200, 'a mailbox may press it again');
    assert.equal((await fetch(`${link}x`, { method: 'POST' })).status, 404);
  },
};
