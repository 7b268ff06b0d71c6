/* What an agent has at hand while they write: the coach, answers and statements, the match at a glance. */
import { Agent } from '../agent.js';
import { cleanInBoth, pictures } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectSoon, expectText } from '../expect.js';
import { settings } from '../settings.js';

const ANGRY = 'This is ridiculous. My parcel still has not arrived and nobody answers me!';

/** An agent in the conversation of a customer who has said this. */
async function beside(browser, text) {
  const customer = await Customer.at(browser);
  await customer.open();
  await customer.ask(text);
  const agent = await Agent.signIn(browser);
  await agent.open(await customer.conversationId());
  return {
    customer,
    agent,
    page: agent.page,
    field: agent.page.getByLabel(/^Reply to/),
  };
}

export const cases = {
  'a draft is coached while it is written, and a better wording is one key away': async (browser) => {
    const { customer, agent, page, field } = await beside(browser, ANGRY);
    await page.keyboard.press('r');
    await page.keyboard.type("I know how you feel. I'm finding your parcel now!");
    const hints = page.getByRole('region', { name: 'Hints for this draft' });
    await hints.getByText('Theirs, not ours').waitFor();
    await hints.getByText('I can understand why you feel that way.').first().waitFor();
    await expectSoon('marks in the draft', async () => (await page.locator('.marks mark').count()) === 2);
    assert.equal(await page.locator('.marks mark').first().innerText(), 'I know how you feel');
    await cleanInBoth(page, 'a coached draft');
    await pictures(page, 'console-coach');

    const glance = page.getByRole('button', {
      name: /^Match: energy does not fit/,
    });
    await glance.click();
    await page.getByText('To fit is not to mirror').waitFor();
    await cleanInBoth(page, 'the match');
    await pictures(page, 'console-match');
    await glance.click();

    await field.focus();
    await page.keyboard.press('Control+.');
    await expectSoon('the wording in the draft', async () =>
      (await field.inputValue()).startsWith('I can understand why you feel that way.'),
    );
    await page.keyboard.press('Control+z');
    await expectSoon('undo', async () => (await field.inputValue()).startsWith('I know how you feel.'));
    await hints.getByText('Theirs, not ours').waitFor();

    // What is waved away is gone here, and after a few times it keeps in the background.
    for (let times = 0; times < 3; times += 1) {
      await hints
        .getByRole('button', {
          name: 'Dismiss: Claiming to know how they feel',
        })
        .click();
      await hints.getByText('Theirs, not ours').waitFor({ state: 'detached' });
      await page.reload();
      await agent.messages.waitFor();
      await field.waitFor();
      if (times < 2) await hints.getByText('Theirs, not ours').waitFor();
    }
    await hints.getByRole('button', { name: 'One quieter hint' }).click();
    await hints.getByText('Theirs, not ours').waitFor();

    // Nothing stands in the way of sending.
    await field.focus();
    await page.keyboard.press('Control+Enter');
    await expectSoon('the reply', async () =>
      (await customer.log.innerText()).includes('I know how you feel.'),
    );

    await page.goto(`${settings.server}/settings`);
    await page.getByText('in the background', { exact: true }).waitFor();
    await cleanInBoth(page, 'my coach');
    await pictures(page, 'console-my-coach');
    await page
      .getByRole('button', {
        name: /^Let “Claiming to know how they feel” speak up/,
      })
      .click();
    await page.getByText(/You have waved no hint away/).waitFor();
  },

  'answers and statements are at hand without a mouse, and what is missing reaches the designers': async (
    browser,
  ) => {
    const { page, field, agent } = await beside(browser, 'How much does delivery to Scotland cost?');
    await page.keyboard.press('r');
    await page.keyboard.press('/');
    const panel = page.getByRole('region', {
      name: 'Answers and statements',
    });
    const first = panel.getByRole('option').first();
    await first.waitFor();
    await first.getByText('likely').waitFor();
    expectText(await first.innerText(), /Version \d+ · Release \d+ \(/, 'how long it holds');
    await cleanInBoth(page, 'answers at hand');
    await pictures(page, 'console-assist');
    const wanted = (await agent.read('releases/current')).topics;
    await page.keyboard.press('Enter');
    await panel.waitFor({ state: 'detached' });
    const inserted = await field.inputValue();
    assert.ok(
      wanted.some((topic) => topic.answer?.plain === inserted),
      'the answer stands there word for word',
    );
    assert.equal(await field.evaluate((node) => node === document.activeElement), true);

    await page.keyboard.press('Control+/');
    await page.keyboard.type('opening hou');
    await panel.getByRole('option', { selected: true }).getByText(/hours/i).first().waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    assert.equal(await field.inputValue(), inserted);

    const words = `delivery to lighthouse ${Date.now()}`;
    await page.keyboard.press('Control+/');
    await page.keyboard.type(words);
    await page.keyboard.press('Control+Enter');
    await page.getByText('Kept for the designers. Thank you.').waitFor();
    const designer = await Agent.signIn(browser, settings.designer);
    const gaps = await designer.read('knowledge-gaps');
    assert.ok(gaps.items.some((gap) => gap.words === words));
  },

  'statements that fit the moment say why, and one key inserts them': async (browser) => {
    const { page, field } = await beside(browser, ANGRY);
    await page.keyboard.press('r');
    await page.keyboard.press('/');
    const panel = page.getByRole('region', { name: 'Answers and statements' });
    await panel.getByText(/^Say to .* now/).waitFor();
    const options = await panel.getByRole('option').count();
    for (let at = 1; at < options; at += 1) await page.keyboard.press('ArrowDown');
    await panel.getByText(/The customer is (angry|frustrated)/).waitFor();
    await cleanInBoth(page, 'statements at hand');
    await pictures(page, 'console-statements');
    const statement = await panel.getByRole('option', { selected: true }).locator('strong').innerText();
    await page.keyboard.press('Enter');
    await expectSoon('the statement', async () => (await field.inputValue()) === statement);
  },

  'a reply can be taken back for a few seconds, also after a reload, and goes out by itself': async (
    browser,
  ) => {
    const { customer, agent, page, field } = await beside(browser, 'A person, please!');
    await page.keyboard.press('r');
    await page.keyboard.type('Too hasty a word');
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^Goes out in \d s$/).waitFor();
    await cleanInBoth(page, 'a reply that waits');
    await page.keyboard.press('Control+z');
    await expectSoon('the draft is back', async () => (await field.inputValue()) === 'Too hasty a word');
    await field.fill('A word well weighed');
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^Goes out in \d s$/).waitFor();
    await pictures(page, 'console-undo-send');
    await page.reload();
    await agent.messages.getByText('A word well weighed').waitFor();
    await expectSoon('the reply', async () =>
      (await customer.log.innerText()).includes('A word well weighed'),
    );
    assert.ok(!(await customer.log.innerText()).includes('Too hasty'));
    await page.goto(`${settings.server}/settings`);
    await page.getByRole('button', { name: '10 s' }).click();
    await cleanInBoth(page, 'undo send in the settings');
  },

  'a macro with only a text is kept in the settings and inserted with the customer’s name': async (
    browser,
  ) => {
    const { page, field } = await beside(browser, 'A person, please!');
    const address = page.url();
    const title = `Signing off ${Date.now()}`;
    await page.goto(`${settings.server}/settings/macros`);
    await page.getByRole('button', { name: 'New macro' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New macro' });
    await dialog.getByLabel('Title', { exact: true }).fill(title);
    await dialog.getByLabel(/^Text/).fill('Thank you, {name}. Write to me whenever you like.');
    await cleanInBoth(page, 'writing a macro');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText(title).waitFor();
    await cleanInBoth(page, 'macros');
    await pictures(page, 'console-macros');
    await page.goto(address);
    await field.waitFor();
    await page.keyboard.press('r');
    await page.keyboard.press('/');
    await page.keyboard.type(title);
    const panel = page.getByRole('region', {
      name: 'Answers and statements',
    });
    await panel.getByRole('option', { selected: true }).getByText(title).waitFor();
    await page.keyboard.press('Enter');
    await expectSoon('the words', async () =>
      (await field.inputValue()).endsWith('Write to me whenever you like.'),
    );
    assert.ok(!(await field.inputValue()).includes('{name}'));
  },
};
