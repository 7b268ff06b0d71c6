/* Promises that are kept, macros, mentions, the customer's timeline. */
import { Agent } from '../agent.js';
import { cleanInBoth, pictures } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectSoon } from '../expect.js';
import { settings } from '../settings.js';

/** An agent who holds the conversation of a customer who wanted a person. */
async function held(browser) {
  const customer = await Customer.at(browser);
  await customer.open();
  await customer.ask('A person, please!');
  const agent = await Agent.signIn(browser);
  await agent.open(await customer.conversationId());
  await agent.takeOver();
  return { customer, agent, page: agent.page, field: agent.page.getByLabel(/^Reply to/) };
}

export const cases = {
  'a promise is confirmed as it is written, listed, and goes along on hand-back': async (browser) => {
    const { customer, agent, page, field } = await held(browser);
    await field.fill('Thank you for waiting. I will call you tomorrow before noon.');
    const chips = page.getByRole('list', { name: 'Promises in this draft' });
    await chips.getByText(/Tomorrow 12:00/).waitFor();
    await cleanInBoth(page, 'a promise in the draft');
    await pictures(page, 'console-promise-chip');
    await field.focus();
    await page.keyboard.press('Control+;');
    await chips.getByText('kept track of, by').waitFor();
    await page.keyboard.press('Control+Enter');
    await agent.messages.getByText('I will call you tomorrow before noon.').last().waitFor();
    await expectSoon('the reply', async () =>
      (await customer.log.innerText()).includes('I will call you tomorrow before noon.'),
    );
    const panel = page.getByRole('complementary', { name: 'Customer and story' });
    await panel.getByRole('button', { name: /^Settle… “I will call you/ }).waitFor();
    await cleanInBoth(page, 'promises in the story');
    await pictures(page, 'console-promises-story');

    await page.goto(`${settings.server}/follow-up`);
    await page.getByText('I will call you tomorrow before noon.').first().waitFor();
    await cleanInBoth(page, 'my promises');
    await pictures(page, 'console-my-promises');

    await agent.open(await customer.conversationId());
    await page.getByRole('button', { name: 'Hand back' }).click();
    const dialog = page.getByRole('dialog', { name: /^Hand back to/ });
    await dialog.getByText('Promises that go along').waitFor();
    await cleanInBoth(page, 'handing back with a promise');
    await pictures(page, 'console-hand-back-promise');
    await dialog.getByRole('button', { name: 'Hand back' }).click();
    await page.getByRole('button', { name: 'Take over', exact: true }).waitFor();

    await panel.getByRole('button', { name: /^Settle… “I will call you/ }).click();
    const settling = page.getByRole('dialog', { name: 'What became of it?' });
    await cleanInBoth(page, 'settling a promise');
    await pictures(page, 'console-settle-promise');
    await settling.getByRole('button', { name: 'Settle' }).click();
    await settling.waitFor({ state: 'detached' });
    await panel.getByText('kept', { exact: false }).first().waitFor();
    await expectSoon('the word to the customer', async () =>
      (await customer.log.innerText()).includes('tells me that this is done'),
    );

    await panel.getByRole('link', { name: 'Whole timeline' }).click();
    await page.getByRole('list', { name: 'Timeline' }).getByText('I will call you').first().waitFor();
    await cleanInBoth(page, 'a customer’s timeline');
    await pictures(page, 'console-timeline');
  },

  'a colleague is called in a note and finds it': async (browser) => {
    const { agent, page } = await held(browser);
    await page.getByRole('button', { name: 'Note', exact: true }).click();
    const note = page.getByLabel('Note for colleagues');
    await note.focus();
    await page.keyboard.type('Can you look at this, @ami');
    const offered = page.getByRole('listbox', { name: 'Colleagues' });
    await offered.getByRole('option', { selected: true }).waitFor();
    await cleanInBoth(page, 'calling a colleague');
    await pictures(page, 'console-mention');
    await page.keyboard.press('Enter');
    await offered.waitFor({ state: 'detached' });
    const written = await note.inputValue();
    assert.match(written, /@Amir \S+ $/);
    const mark = `please ${Date.now()}`;
    await page.keyboard.type(mark);
    await page.keyboard.press('Control+Enter');
    await agent.messages.getByText(mark).waitFor();

    const leader = await Agent.signIn(browser, settings.leader);
    await leader.page.getByRole('link', { name: /Follow up/ }).click();
    await leader.page.getByRole('link', { name: /^Mentions/ }).click();
    const found = leader.page.getByRole('link', { name: new RegExp(mark) });
    await found.waitFor();
    await cleanInBoth(leader.page, 'mentions');
    await pictures(leader.page, 'console-mentions');
    await found.click();
    const called = leader.messages.locator('.marked', { hasText: mark });
    await called.waitFor();
    assert.ok(await called.evaluate((place) => place === document.activeElement), 'the focus is on the note');
  },

  'a macro is seen before it runs, and does all that it says': async (browser) => {
    const { agent, customer, page } = await held(browser);
    const address = page.url();
    const title = `Refund booked ${Date.now()}`;
    await page.goto(`${settings.server}/settings/macros`);
    await page.getByRole('button', { name: 'New macro' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New macro' });
    await dialog.getByLabel('Title', { exact: true }).fill(title);
    await dialog.getByLabel(/^Text/).fill('Your refund is booked. All the best, {agent}');
    await dialog.getByLabel('Add an act').selectOption('tag');
    await dialog.getByLabel('Tag', { exact: true }).fill('refund');
    await dialog.getByLabel('Add an act').selectOption('resolve');
    await cleanInBoth(page, 'writing a macro with acts');
    await pictures(page, 'console-macro-acts');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText(title).waitFor();

    await page.goto(address);
    await agent.messages.waitFor();
    await page.keyboard.press('m');
    await page.getByRole('combobox', { name: 'Find a macro' }).fill(title);
    await page.getByRole('option', { selected: true }).getByText(title).waitFor();
    await cleanInBoth(page, 'choosing a macro');
    await pictures(page, 'console-macro-choose');
    await page.keyboard.press('Enter');
    const preview = page.getByRole('dialog', { name: title });
    await preview.getByText('Put on the tag “refund”').waitFor();
    await cleanInBoth(page, 'a macro before it runs');
    await pictures(page, 'console-macro-preview');
    await preview.getByRole('button', { name: /^Run/ }).click();
    await preview.waitFor({ state: 'detached' });
    await expectSoon('the reply', async () =>
      /Your refund is booked\. All the best, \S+/.test(await customer.log.innerText()),
    );
    await page.getByRole('button', { name: 'Resolve', exact: true }).waitFor({ state: 'detached' });
  },
};
