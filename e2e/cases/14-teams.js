/* Teams: handing over to a colleague or a team, who sees what, accounts that only read. */
import { Agent } from '../agent.js';
import { cleanInBoth, pictures } from '../browser.js';
import { Customer } from '../customer.js';
import { assert } from '../expect.js';
import { settings } from '../settings.js';

const account = (name) => ({ ...settings.agent, email: settings.agent.email.replace(/^[^@]+/, name) });

/** A customer whom the agent has taken over. */
async function together(browser) {
  const customer = await Customer.at(browser);
  await customer.open();
  await customer.ask('A person, please');
  const agent = await Agent.signIn(browser);
  await agent.open(await customer.conversationId());
  await agent.takeOver();
  return { customer, agent };
}

async function handOver(page, name, note) {
  await page.getByLabel('Messages').focus();
  await page.keyboard.press('h');
  const dialog = page.getByRole('dialog', { name: 'Hand over' });
  await dialog.getByRole('radio', { name: new RegExp(name) }).check();
  await dialog.getByLabel(/What should they know first/).fill(note);
  return dialog;
}

export const cases = {
  'a colleague is handed a conversation, told at once, and the customer knows who goes on': async (
    browser,
  ) => {
    const ben = await Agent.signIn(browser, account('ben'));
    const { customer, agent } = await together(browser);
    const { page } = agent;
    const note = `She needs the invoice (${Date.now()}).`;
    const dialog = await handOver(page, 'Ben Okafor', note);
    await dialog.getByText('Ben Okafor holds it from then on').waitFor();
    await cleanInBoth(page, 'handing over');
    await pictures(page, 'console-hand-over');
    await dialog.getByRole('button', { name: 'Hand over to Ben Okafor' }).click();
    await customer.log.getByText(/has asked Ben Okafor to go on with you here/).waitFor();
    await agent.messages.getByText('handed over to Ben Okafor').waitFor();
    // Ben hears of it wherever he is, with the note.
    const news = ben.page.getByText(note).first();
    await news.waitFor();
    await ben.page.getByRole('button', { name: 'Open', exact: true }).first().click();
    const banner = ben.page.getByRole('group', { name: 'Handed over' });
    await banner.getByText(note).waitFor();
    await pictures(ben.page, 'console-handed-to-me');
    await ben.reply('Hello, I am Ben. Your invoice comes by mail.');
    await customer.log.getByText('Hello, I am Ben.').waitFor();
    await banner.waitFor({ state: 'detached' });
  },

  'an admin makes a team; what waits for it is found by its name': async (browser) => {
    const admin = await Agent.signIn(browser, settings.leader);
    const name = `Warranty ${Date.now()}`;
    await admin.page.goto(`${settings.server}/settings/team`);
    await admin.page.getByRole('button', { name: 'New team' }).click();
    const making = admin.page.getByRole('dialog', { name: 'New team' });
    await making.getByLabel('Name').fill(name);
    await making.getByLabel('Ben Okafor').check();
    await cleanInBoth(admin.page, 'making a team');
    await pictures(admin.page, 'console-new-team');
    await making.getByRole('button', { name: 'Save' }).click();
    await admin.page.getByText(name).waitFor();
    await admin.page.getByRole('button', { name: 'Languages, skills and capacity of Ben Okafor' }).click();
    const can = admin.page.getByRole('dialog', { name: 'What Ben Okafor can do' });
    await can.getByLabel('Languages besides').fill('de');
    await can.getByText(/German\. What customers write/).waitFor();
    await can.getByRole('button', { name: 'Save' }).click();
    await admin.page.getByText('Speaks German').waitFor();
    await cleanInBoth(admin.page, 'the team and its teams');
    await pictures(admin.page, 'console-teams');

    const { customer, agent } = await together(browser);
    const dialog = await handOver(agent.page, name, 'The seam again.');
    await dialog.getByText(/offered to/).waitFor();
    await dialog.getByRole('button', { name: `Hand over to ${name}` }).click();
    await customer.log.getByText(/colleagues who know this best/).waitFor();
    const { page } = agent;
    await page.goto(`${settings.server}/inbox?view=waiting`);
    await page.getByLabel('Colleague or team').selectOption({ label: name });
    const rows = page.locator('[data-row]');
    await page.getByText(`→ ${name}: The seam again.`).waitFor();
    assert.equal(await rows.count(), 1);
    await pictures(page, 'console-inbox-of-a-team');
    await admin.page.getByRole('button', { name: `Remove the team ${name}` }).click();
    await admin.page.getByRole('button', { name: 'Remove team' }).click();
    await admin.page.getByText(`${name} is removed.`).waitFor();
  },

  'who only reads sees the conversation and finds nothing to change': async (browser) => {
    const { customer } = await together(browser);
    const nora = await Agent.signIn(browser, account('nora'));
    await nora.open(await customer.conversationId());
    const { page } = nora;
    await page.getByText('read-only').first().waitFor();
    for (const name of ['Take over', 'Hand over', 'Resolve', 'Send']) {
      assert.equal(await page.getByRole('button', { name, exact: true }).count(), 0, name);
    }
    await cleanInBoth(page, 'reading along');
    await pictures(page, 'console-read-only');
    await page.keyboard.press('t');
    await page.keyboard.press('h');
    assert.equal(await page.getByRole('dialog').count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Add', exact: true }).count(), 0, 'a promise');
    assert.equal(await page.getByRole('link', { name: 'Follow up' }).count(), 0, 'follow up');

    const panel = page.getByRole('complementary', { name: 'Customer and story' });
    await panel.getByRole('link', { name: 'Whole timeline' }).click();
    await page.getByRole('list', { name: 'Timeline' }).waitFor();
    await page.goto(`${settings.server}/knowledge/statements`);
    await page.getByText('How the effect is measured').waitFor();
    for (const name of ['Propose a wording', /^Propose other words/]) {
      assert.equal(await page.getByRole('button', { name }).count(), 0, String(name));
    }
  },
};
