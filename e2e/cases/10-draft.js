/* Designers write in the console: a topic is edited, looked at, tried and published; nobody writes over a colleague. */
import { Agent } from '../agent.js';
import { cleanInBoth, pictures } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectSoon, expectText } from '../expect.js';
import { settings } from '../settings.js';

const TOPIC = 'delivery-cost';
const QUESTION = 'What does delivery cost?';
/** Learning the draft takes a slow machine a while. */
const PATIENT = { timeout: 120_000 };

const letters = () => [...String(Date.now())].map((digit) => 'abcdefghij'[digit]).join('');

async function inForce(designer) {
  return (await designer.read('releases/current')).release;
}

/** Puts the release back that was in force before. */
async function restore(designer, release) {
  const answer = await designer.page.evaluate(async (id) => {
    const response = await fetch(`/api/v1/releases/${id}/restore`, {
      method: 'POST',
    });
    return response.status;
  }, release.id);
  assert.equal(answer, 200, 'the release of before is restored');
}

async function emptyDraft(designer) {
  const { version, files } = await designer.read('draft');
  if (files.length === 0) return;
  await designer.page.evaluate((v) => fetch(`/api/v1/draft?version=${v}`, { method: 'DELETE' }), version);
}

/** Publishes the draft from its page. */
async function publish(page, number) {
  await page.goto(`${settings.server}/draft/changes`);
  await page.getByRole('button', { name: new RegExp(`^Publish release ${number}`) }).click(PATIENT);
  await page.waitForURL((url) => url.pathname === '/releases', PATIENT);
}

async function ask(browser, question) {
  const customer = await Customer.at(browser);
  await customer.open();
  return customer.ask(question);
}

export const cases = {
  'an answer is edited in the draft, previewed, tried, published and heard': async (browser) => {
    const designer = await Agent.signIn(browser, settings.designer);
    const { page } = designer;
    await emptyDraft(designer);
    const before = await inForce(designer);
    const marker = `It was looked at by ${letters()}.`;

    await page.goto(`${settings.server}/knowledge?topic=${TOPIC}`);
    await page.locator(`a[href="/draft/topics/${TOPIC}"]`).click();
    const answer = page.getByLabel('Approved answer');
    await answer.fill(`${marker} ${await answer.inputValue()}`);
    for (const variant of ['With formatting (optional)', 'Spoken (optional)']) {
      const field = page.getByLabel(variant);
      if ((await field.inputValue()) !== '') await field.fill(`${marker} ${await field.inputValue()}`);
    }
    const aside = page.getByLabel('What customers would hear');
    await aside.getByText(marker).waitFor();
    await aside.getByLabel('The customer is').selectOption('angry');
    await aside
      .getByText(/because the customer/i)
      .first()
      .waitFor();
    await page.getByText('Saved in the draft').waitFor();
    await cleanInBoth(page, 'the topic editor');
    await pictures(page, 'console-topic-editor');

    await aside.getByRole('button', { name: 'Try as a customer' }).click();
    await aside.getByLabel('Write as a customer').fill(QUESTION);
    await aside.getByRole('button', { name: 'Send' }).click();
    await aside.getByText(/Gave the approved answer/).waitFor(PATIENT);
    expectText(await aside.innerText(), /\d+ % sure/, 'confidence is told');
    assert.ok((await aside.innerText()).includes(marker), 'the draft answers with its own words');
    await cleanInBoth(page, 'trying the draft');
    await pictures(page, 'console-draft-try');
    assert.ok(!(await ask(browser, QUESTION)).includes(marker), 'customers hear nothing of a draft');

    await page.goto(`${settings.server}/draft`);
    await page.getByRole('button', { name: /^Only changed/ }).click();
    await page.getByText('One topic').waitFor();
    await cleanInBoth(page, 'the topics of the draft');
    await pictures(page, 'console-draft-topics');
    await page.getByRole('link', { name: /^Changes/ }).click();
    await page.getByText('One answer reads differently.').waitFor(PATIENT);
    await cleanInBoth(page, 'the changes of the draft');
    await pictures(page, 'console-draft-changes');
    await publish(page, before.number + 1);
    assert.ok((await ask(browser, QUESTION)).includes(marker), 'customers hear the published words');
    assert.deepEqual((await designer.read('draft')).files, [], 'a published draft is empty');
    await restore(designer, before);
  },

  'nobody saves over what a colleague has saved meanwhile': async (browser) => {
    const dana = await Agent.signIn(browser, settings.designer);
    await emptyDraft(dana);
    const other = await Agent.signIn(browser, settings.designer);
    for (const { page } of [dana, other]) {
      await page.goto(`${settings.server}/draft/topics/${TOPIC}`);
      await page.getByText('As in the release in force').waitFor();
    }
    await dana.page.getByLabel('Title', { exact: true }).fill('What postage costs');
    await dana.page.getByText('Saved in the draft').waitFor();
    await other.page.getByLabel('Title', { exact: true }).fill('The price of delivery');
    const conflict = other.page.getByRole('alert', {
      name: 'Changed meanwhile',
    });
    await conflict.getByText('Dana Whitlock has changed this topic').waitFor();
    await conflict.getByText('postage', { exact: false }).first().waitFor();
    await cleanInBoth(other.page, 'a conflict');
    await pictures(other.page, 'console-draft-conflict');
    assert.equal((await dana.read(`draft/topics/${TOPIC}`)).topic.title, 'What postage costs');
    await conflict.getByRole('button', { name: 'Save mine over it' }).click();
    await other.page.getByText('Saved in the draft').waitFor();
    assert.equal((await dana.read(`draft/topics/${TOPIC}`)).topic.title, 'The price of delivery');

    // What was typed and could not be saved yet is still there after leaving.
    await other.page.goto(`${settings.server}/draft/topics/new`);
    await other.page.getByLabel('Title', { exact: true }).fill('Half a topic');
    await other.page.getByText('Kept in this browser.', { exact: false }).waitFor();
    await other.page.reload();
    await expectSoon('the half topic', async () => {
      return (await other.page.getByLabel('Title', { exact: true }).inputValue()) === 'Half a topic';
    });
    await emptyDraft(dana);
  },

  'a question without an answer becomes a topic and is answered': async (browser) => {
    const designer = await Agent.signIn(browser, settings.designer);
    const { page } = designer;
    await emptyDraft(designer);
    const before = await inForce(designer);
    const asked = [
      'Do you lend telescopes for watching meteors?',
      'Can we borrow a telescope from you to see the meteor shower?',
    ];
    for (const question of asked) await ask(browser, question);
    await page.goto(`${settings.server}/draft/unanswered`);
    const group = page.locator('li.card', { hasText: asked[0] });
    await group.getByText(asked[1]).first().waitFor(PATIENT);
    await cleanInBoth(page, 'the unanswered questions');
    await pictures(page, 'console-draft-unanswered');
    await group.getByRole('button', { name: 'New topic from these' }).click();
    await page.waitForURL((url) => url.pathname === '/draft/topics/new');
    await page.getByLabel('Title', { exact: true }).fill('Borrowing a telescope');
    await page
      .getByLabel('Approved answer')
      .fill('Every shop lends a telescope for a night. Ask at the counter.');
    await page.getByLabel('Add an example, or paste many').fill('telescope hire');
    await page.keyboard.press('Enter');
    const more = [
      'lend me a telescope',
      'telescope to borrow for stars',
      'rent telescopes',
      'telescope loan',
    ];
    for (const example of more) {
      await page.getByLabel('Add an example, or paste many').fill(example);
      await page.keyboard.press('Enter');
    }
    await cleanInBoth(page, 'a new topic');
    await pictures(page, 'console-new-topic');
    await page.getByRole('button', { name: 'Add it to the draft' }).click();
    await page.waitForURL((url) => url.pathname === '/draft/topics/borrowing-a-telescope');
    await page.getByRole('button', { name: 'Look for conflicts' }).click();
    await page
      .getByText(/No other topic would take|would be taken for/)
      .first()
      .waitFor(PATIENT);
    await pictures(page, 'console-topic-conflicts');
    await publish(page, before.number + 1);
    expectText(await ask(browser, asked[0]), /lends a telescope/, 'it is answered now');
    await page.goto(`${settings.server}/draft/unanswered`);
    await page
      .getByText(/more would be answered by now|Every question had an answer/)
      .first()
      .waitFor(PATIENT);
    assert.equal(await page.getByText(asked[0]).count(), 0, 'what is answered by now is left out');
    await restore(designer, before);
  },
};
