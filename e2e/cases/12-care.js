/* Care for those who answer: the shield, incidents, the day, kind words. */
import { Agent } from '../agent.js';
import { cleanInBoth, pictures } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectSoon } from '../expect.js';
import { settings } from '../settings.js';

const WORSE = 'fuck you, you are all useless idiots';
const OTHER_WAY = 'help@tarnandfell.example';

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

export const cases = {
  'the assistant warns once, then ends with another way, and asks for no rating': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    const warned = await customer.ask('You useless idiots, how much does delivery cost?');
    assert.match(warned, /leave out the insults/);
    assert.match(warned, /£/);
    const ended = await customer.ask(WORSE);
    assert.ok(ended.includes(OTHER_WAY), ended);
    await customer.dialog
      .getByText(/This conversation was ended\. You are answered here again from/)
      .waitFor();
    assert.equal(await customer.dialog.getByText('How did we do?').count(), 0);
    await pictures(customer.page, 'widget-ended');
    const leader = await Agent.signIn(browser, settings.leader);
    await leader.page.goto(`${settings.server}/care/incidents`);
    await leader.page.getByText('The conversation was ended by policy.').first().waitFor();
  },

  'an agent warns and ends with one key, in words that are shown before': async (browser) => {
    const { customer, agent } = await together(browser);
    const { page } = agent;
    await customer.write(WORSE);
    await page.getByRole('button', { name: /Hostile message\. Press to read it/ }).waitFor();
    const shield = page.getByRole('group', { name: 'Shield' });
    await shield.getByText('Hostile messages are hidden until you press them.').waitFor();
    await page.locator('.list').getByText('Hostile message, hidden').first().waitFor();
    await cleanInBoth(page, 'a hostile conversation');
    await pictures(page, 'console-shield');
    await page.getByLabel('Messages').focus();
    await page.keyboard.press('p');
    const warn = page.getByRole('dialog', { name: 'Warn the customer' });
    await warn.getByText('Please leave out the insults').waitFor();
    await warn.getByRole('button', { name: 'Say this' }).click();
    await customer.log.getByText('Please leave out the insults').waitFor();
    await customer.write(WORSE);
    await shield.getByRole('button', { name: 'End for abuse…' }).click();
    const end = page.getByRole('dialog', { name: 'End the conversation' });
    await end.getByText(OTHER_WAY).waitFor();
    await cleanInBoth(page, 'ending a conversation');
    await pictures(page, 'console-end');
    await end.getByRole('button', { name: 'Say this and end' }).click();
    await customer.dialog.getByText(/This conversation was ended/).waitFor();
    await agent.messages.getByText(/ended the conversation because of hostile messages/).waitFor();
  },

  'a threat reports itself, an agent reports too, and a leader closes it': async (browser) => {
    const leader = await Agent.signIn(browser, settings.leader);
    const before = (await leader.read('incidents?open=true&limit=100')).items.length;
    const { customer, agent } = await together(browser);
    await customer.write('I will hurt you, I know where you live');
    await expectSoon('a report', async () => {
      return (await leader.read('incidents?open=true&limit=100')).items.length > before;
    });
    const words = `He came to the counter as well, ${Date.now()}`;
    await agent.page.getByLabel('Messages').focus();
    await agent.page.keyboard.press('Shift+P');
    const report = agent.page.getByRole('dialog', {
      name: 'Report an incident',
    });
    assert.ok(await report.getByLabel('Threat').isChecked());
    await report.getByLabel('What happened?').fill(words);
    await cleanInBoth(agent.page, 'reporting an incident');
    await pictures(agent.page, 'console-report-incident');
    await report.getByRole('button', { name: 'Report', exact: true }).click();
    await report.waitFor({ state: 'detached' });

    const { page } = leader;
    await page.goto(`${settings.server}/care/incidents`);
    const card = page.getByRole('article').filter({ hasText: words });
    await card.waitFor();
    await cleanInBoth(page, 'incidents');
    await pictures(page, 'console-incidents');
    await card.getByRole('button', { name: 'Close…' }).click();
    await card.getByLabel('What came of it?').fill('Talked with Ana.');
    await card.getByRole('button', { name: 'Close the incident' }).click();
    await card.waitFor({ state: 'detached' });
    await page.goto(`${settings.server}/care/spread`);
    await page.getByRole('rowheader', { name: await agent.name() }).waitFor();
    await cleanInBoth(page, 'fair spreading');
    await pictures(page, 'console-fair-spreading');
  },

  'after hard messages a break is suggested, and the next ones are gentler': async (browser) => {
    const { customer, agent } = await together(browser);
    for (let n = 0; n < 3; n += 1) await customer.write(`${WORSE} ${n}`);
    const { page } = agent;
    await page.getByText(/hard messages within the hour/).waitFor();
    await page.goto(`${settings.server}/care`);
    await page.getByRole('heading', { name: 'Your day' }).waitFor();
    await page.getByText(/hard contacts today/).waitFor();
    await cleanInBoth(page, 'my day');
    await pictures(page, 'console-my-day');
    await page.getByRole('button', { name: 'Take a break' }).first().click();
    await page.getByText('You are away.', { exact: true }).waitFor();
    await page.evaluate(() =>
      fetch('/api/v1/me', {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: '{"available":true}',
      }),
    );
  },

  '“you saved my holiday” finds its agent, and the team board if both agree': async (browser) => {
    const { customer, agent } = await together(browser);
    const reply = 'Your tent goes out today, by express.';
    await agent.reply(reply);
    // Thanks are for what was said: the reply has to be there before them.
    await customer.dialog.getByText(reply).waitFor();
    const thanks = `Thank you so much, you saved my holiday! (${Date.now()})`;
    await customer.write(thanks);
    const card = customer.dialog.getByRole('group', {
      name: /May our whole team see your thanks/,
    });
    await card.getByText(thanks).waitFor();
    await pictures(customer.page, 'widget-share-thanks');
    await agent.page.goto(`${settings.server}/care`);
    const mine = agent.page.locator('li').filter({ hasText: thanks });
    await mine.getByRole('switch').click();
    await mine.getByText('as soon as the customer agrees').waitFor();
    await cleanInBoth(agent.page, 'kind words');
    await card.getByRole('button', { name: 'Yes' }).click();
    await card.waitFor({ state: 'detached' });
    await agent.page.reload();
    await mine.getByText('On the team board, without the customer’s name.').waitFor();
    await pictures(agent.page, 'console-kind-words');

    const leader = await Agent.signIn(browser, settings.leader);
    const { page } = leader;
    await page.goto(`${settings.server}/care/team`);
    await page.locator('li').filter({ hasText: thanks }).waitFor();
    const praise = `You stayed so calm this morning. (${Date.now()})`;
    await page.getByLabel('Who?').selectOption({ label: await agent.name() });
    await page.getByLabel('What for?').fill(praise);
    await cleanInBoth(page, 'the team board');
    await pictures(page, 'console-team-board');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText(/finds your words on their page/).waitFor();
    await agent.page.reload();
    await agent.page.getByText(praise).waitFor();
  },
};
