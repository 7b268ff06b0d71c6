/* Finding what was said, tags, and one act on many conversations. */
import { Agent } from '../agent.js';
import { cleanInBoth, pictures } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectSoon, expectText } from '../expect.js';
import { settings } from '../settings.js';

/** Words that no other case says. */
const WORD = `${Date.now().toString(36)}inkle`;

async function wrote(browser, text) {
  const customer = await Customer.at(browser);
  await customer.open();
  await customer.ask(text);
  await customer.personButton.click();
  await customer.dialog.getByText('A person has been called').waitFor();
  return { customer, id: await customer.conversationId() };
}

export const cases = {
  'what was said is found as one types, and opens where it was said': async (browser) => {
    const { id } = await wrote(browser, `My ${WORD} tents leak at the seam`);
    const agent = await Agent.signIn(browser);
    const { page } = agent;
    await agent.open(id);
    await agent.note(`The ${WORD} seam was glued last year`);

    // The index follows within a second or so.
    await expectSoon('the index', async () => (await agent.read(`search?q=${WORD}`)).items.length === 2);

    await page.keyboard.press('Escape');
    await page.locator('main').focus();
    await page.keyboard.press('/');
    await page.waitForURL('**/search');
    await page.getByText('Find anything that was ever said').waitFor();
    await cleanInBoth(page, 'search, nothing asked');
    await page.keyboard.type(`seam ${WORD.slice(0, 8)}`);
    const results = page.locator('[data-found]');
    await expectSoon('both messages', async () => (await results.count()) === 2);
    expectText(await results.first().innerText(), /in a note/, 'the newest is first');
    assert.deepEqual(await results.first().locator('mark').allInnerTexts(), [WORD, 'seam']);
    await cleanInBoth(page, 'search results');
    await pictures(page, 'console-search');

    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/conversations/${id}?at=2`);
    await expectSoon('the message is marked', async () => page.locator('#message-2.marked').isVisible());
    await page.goBack();
    await results.first().waitFor();

    await page.getByLabel('Who said it').selectOption('note');
    await expectSoon('only the note', async () => (await results.count()) === 1);
    await page.getByLabel('State').selectOption('resolved');
    await page.getByText('Nothing was found', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Search without the filters' }).click();
    await expectSoon('both again', async () => (await results.count()) === 2);
    await page.getByLabel('Search messages').fill(`"leak seam"`);
    await page.getByText('Nothing was found', { exact: true }).waitFor();
    await page.getByLabel('Search messages').fill(`"${WORD} tents leak" `);
    await expectSoon('the phrase', async () => (await results.count()) === 1);
  },

  'conversations are tagged, filtered by it, and changed together': async (browser) => {
    const tag = `storm ${WORD.slice(2, 8)}`;
    const ids = [];
    for (const text of ['The storm broke my tent', 'The wind took my tarp']) {
      ids.push((await wrote(browser, text)).id);
    }
    const agent = await Agent.signIn(browser);
    const { page } = agent;
    await agent.open(ids[0]);
    await page.keyboard.press('l');
    await page.getByRole('combobox', { name: 'Add a tag' }).fill(tag.toUpperCase());
    await page.keyboard.press('Enter');
    await page.getByRole('list', { name: 'Tags' }).getByText(tag).waitFor();
    await page.keyboard.press('Escape');
    await agent.messages.getByText(`tagged it “${tag}”`).waitFor();
    await cleanInBoth(page, 'a tagged conversation');
    await pictures(page, 'console-tagged');

    await page.goto(`${settings.server}/inbox?view=waiting`);
    const rows = page.locator('[data-row]');
    await rows.first().waitFor();
    // The two that were written just now, found among all that wait.
    for (const id of ids) {
      await page.locator(`[data-row="${id}"]`).focus();
      await page.keyboard.press('x');
    }
    await page.getByText('2 selected').waitFor();
    await cleanInBoth(page, 'selected rows');
    await pictures(page, 'console-selected');
    await page.keyboard.press('Shift+L');
    const dialog = page.getByRole('dialog', { name: 'Tag 2 conversations' });
    await dialog.getByRole('combobox').fill(tag.slice(0, 8));
    await dialog.getByRole('option', { name: tag }).click();
    await cleanInBoth(page, 'tagging many');
    await dialog.getByRole('button', { name: 'Put on' }).click();
    await page.getByText(`2 tagged “${tag}”.`).waitFor();

    // A colleague takes one; that one says why it stays.
    const colleague = await Agent.signIn(browser, settings.designer);
    await colleague.open(ids[1]);
    await colleague.takeOver();
    await page.goto(`${settings.server}/inbox?tag=${encodeURIComponent(tag)}`);
    await expectSoon('both rows', async () => (await rows.count()) === 2);
    await rows.first().focus();
    await page.keyboard.press('Shift+A');
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('Shift+E');
    const outcome = page.getByRole('dialog', {
      name: '1 could not be changed',
    });
    await outcome.getByText('1 resolved.').waitFor();
    await outcome.getByText(/holds this conversation now/).waitFor();
    await cleanInBoth(page, 'what could not be done');
    await pictures(page, 'console-bulk-outcome');
    await outcome.getByRole('button', { name: 'Close' }).last().click();
    await page.getByText('1 selected').waitFor();
    await colleague.resolve();
  },
};
