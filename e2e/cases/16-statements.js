/* The library of statements: its figures, a wording that is proposed, taken and told of, and the coach's verdict. */
import { Agent } from '../agent.js';
import { cleanInBoth, pictures } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectSoon, expectText } from '../expect.js';
import { settings } from '../settings.js';

const ANGRY = 'This is ridiculous. My parcel still has not arrived and nobody answers me!';

export const cases = {
  'a wording goes from a sent reply into the draft, and its agent hears of it': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    await customer.ask(ANGRY);
    const agent = await Agent.signIn(browser);
    const { page } = agent;
    await agent.open(await customer.conversationId());
    await agent.takeOver();
    const wording = `That is wait number ${Date.now()} too many.`;
    await agent.reply(`${wording} Please calm down, I am finding your parcel now.`);

    // The coach judges what was sent as it would have hinted at it.
    const mine = agent.messages.getByRole('article').filter({ hasText: wording });
    await mine.locator('summary', { hasText: 'Coach' }).click();
    const verdict = mine.getByRole('region', {
      name: /^The coach: \d of 8 practices kept/,
    });
    await verdict.getByText('Telling them to calm down').waitFor();
    await verdict
      .getByText(/^Better: /)
      .first()
      .waitFor();
    await cleanInBoth(page, 'the coach’s verdict');
    await pictures(page, 'console-verdict');

    await mine.getByRole('button', { name: 'Propose this wording' }).click();
    const dialog = page.getByRole('dialog', { name: 'Propose a wording' });
    await dialog.getByLabel('Wording').fill(wording);
    await dialog.getByLabel('What it does').selectOption('accept');
    await cleanInBoth(page, 'proposing a wording');
    await pictures(page, 'console-propose-wording');
    await dialog.getByRole('button', { name: 'Propose it' }).click();
    await dialog.waitFor({ state: 'detached' });

    const designer = await Agent.signIn(browser, settings.designer);
    const desk = designer.page;
    await desk.goto(`${settings.server}/draft/statements`);
    const proposed = desk.getByRole('region', { name: 'Proposed by agents' });
    await proposed.getByText(wording).first().waitFor();
    await cleanInBoth(desk, 'statements of the draft');
    await pictures(desk, 'console-draft-statements');
    await proposed.getByRole('button', { name: `Take into the draft “${wording}”` }).click();
    await desk.waitForURL(/\/draft\/statements\/that-is-wait-number/);

    // Its conditions are written, and how it would be said stands beside them.
    const when = desk.getByRole('region', { name: 'When it fits' });
    await when.getByRole('group', { name: 'The customer is' }).getByRole('button', { name: 'sad' }).click();
    const side = desk.getByRole('region', { name: 'How it would be said' });
    const feelings = side.getByRole('list', { name: 'In each feeling' });
    await feelings.getByText('Not said: it is for another feeling.').first().waitFor();
    await side.getByText(new RegExp(wording.slice(0, 30))).waitFor();
    await desk.getByText('Saved in the draft').waitFor();
    await cleanInBoth(desk, 'a statement');
    await pictures(desk, 'console-statement');

    const name = new URL(desk.url()).pathname.split('/').pop();
    const saved = await designer.read(`draft/statements/${name}`);
    assert.deepEqual(saved.statement.when.feelings, ['sad']);
    await desk.getByRole('button', { name: 'Take the statement away' }).click();
    await expectSoon('the statement is gone', async () => {
      const open = await designer.read(`draft/statements/${name}`);
      return open.statement === undefined;
    });

    await page.goto(`${settings.server}/knowledge/statements`);
    const told = page.getByRole('region', { name: 'What you proposed' });
    await told.getByText('taken', { exact: true }).first().waitFor();
    expectText(await told.innerText(), new RegExp(wording.slice(0, 30)), 'the wording');
    await page
      .getByText(/Too few to tell: \d+ of 30/)
      .first()
      .waitFor();
    await page
      .getByText(/× by the assistant \(chat \d+/)
      .first()
      .waitFor();
    await cleanInBoth(page, 'the library of statements');
    await pictures(page, 'console-library');
  },
};
