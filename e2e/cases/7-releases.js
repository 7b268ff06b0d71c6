/* A designer looks at content, publishes it, and restores what was there before. */
import { Agent } from '../agent.js';
import { cleanInBoth, pictures } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectSoon, expectText } from '../expect.js';
import { settings } from '../settings.js';

const QUESTION = 'What does delivery cost?';
const TOPIC = 'topics/delivery-cost.md';
/** Publishing trains what understands customers, which takes a slow machine a while. */
const PATIENT = { timeout: 90_000 };

/** The release in force, and its files with `change` made to the text of one of them. */
async function changedFiles(designer, path, change) {
  const { items } = await designer.read('releases');
  const current = items.find((release) => release.current);
  const { files } = await designer.read(`releases/${current.id}/files`);
  return {
    current,
    files: files.map((file) => (file.path === path ? { path, text: change(file.text) } : file)),
  };
}

/** Chooses files as a release that was downloaded and changed. */
async function choose(page, files) {
  await page.goto(`${settings.server}/releases/new`);
  const buffer = Buffer.from(JSON.stringify({ files }));
  await page.getByLabel('Downloaded release').setInputFiles({
    name: 'release.json',
    mimeType: 'application/json',
    buffer,
  });
}

async function inForce(designer, number) {
  await expectSoon('the release in force', async () => {
    const { release } = await designer.read('releases/current');
    return release.number === number;
  });
}

async function answerOf(browser) {
  const customer = await Customer.at(browser);
  await customer.open();
  return customer.ask(QUESTION);
}

export const cases = {
  'a designer publishes a changed answer and restores the one before': async (browser) => {
    const designer = await Agent.signIn(browser, settings.designer);
    const { page } = designer;
    // Letters alone: every variant of an answer carries the same figures.
    const marker = `It was looked at by ${[...String(Date.now())].map((digit) => 'abcdefghij'[digit]).join('')}.`;
    const { current, files } = await changedFiles(designer, TOPIC, (text) =>
      text.replace(/\n---\n/, `\n---\n${marker} `),
    );
    const test = `- name: delivery is understood\n  turns:\n    - customer: ${QUESTION}\n      expect: { topic: delivery-cost }\n`;
    await choose(page, [...files, { path: 'tests/delivery.yaml', text: test }]);
    await page.getByText(`What changes after release ${current.number}`).waitFor(PATIENT);
    await page.getByText(/(All \d+ conversation tests pass|The conversation test passes)/).waitFor();
    await page.getByText('1 topic changes.').waitFor();
    await page.getByText('One answer reads differently.').waitFor();
    await page.locator('summary', { hasText: 'changed' }).click();
    expectText(await page.locator('ins').first().innerText(), /It was looked at/, 'the new text is marked');
    await cleanInBoth(page, 'publishing');
    await pictures(page, 'console-publish');
    await page.getByRole('button', { name: `Publish release ${current.number + 1}` }).click();
    await page.waitForURL((url) => url.pathname === '/releases', PATIENT);
    await inForce(designer, current.number + 1);
    assert.ok((await answerOf(browser)).includes(marker), 'customers hear the new answer');

    await page
      .getByRole('button', {
        name: `Restore release ${current.number}`,
        exact: true,
      })
      .click();
    const dialog = page.getByRole('dialog', {
      name: `Restore release ${current.number}?`,
    });
    await dialog.getByText('1 topic changes.').waitFor();
    await dialog.locator('summary', { hasText: 'changed' }).click();
    expectText(await dialog.locator('del').first().innerText(), /It was looked at/, 'what goes is marked');
    await cleanInBoth(page, 'restoring');
    await pictures(page, 'console-restore');
    await dialog.getByRole('button', { name: `Restore release ${current.number}` }).click();
    await dialog.waitFor({ state: 'hidden', ...PATIENT });
    await inForce(designer, current.number + 2);
    await page.getByText(`holds the same as release ${current.number}`).first().waitFor();
    await page.getByText('Published by Dana Whitlock').first().waitFor();
    await cleanInBoth(page, 'the releases');
    await pictures(page, 'console-releases-list');
    assert.ok(!(await answerOf(browser)).includes(marker), 'customers hear the old answer again');

    await page.getByRole('link', { name: `Release ${current.number + 1}`, exact: true }).click();
    await page.getByText(`What it changed after release ${current.number}`).waitFor();
    await pictures(page, 'console-release');
  },

  'what is wrong with content is told by file and line': async (browser) => {
    const designer = await Agent.signIn(browser, settings.designer);
    const { page } = designer;
    const { current, files } = await changedFiles(designer, TOPIC, (text) =>
      text.replace('owner:', 'owner: ['),
    );
    await choose(page, files);
    await page.getByText('It cannot be published like this').waitFor(PATIENT);
    await page.getByText(new RegExp(`${TOPIC}:\\d+`)).waitFor();
    assert.equal(await page.getByRole('button', { name: /^Publish release/ }).count(), 0);
    await cleanInBoth(page, 'content with errors');
    await pictures(page, 'console-publish-errors');
    await choose(page, []);
    await page.getByText('This file is no downloaded release').waitFor();
    await inForce(designer, current.number);
  },

  'an agent is not shown what only designers do': async (browser) => {
    const { page } = await Agent.signIn(browser);
    await page.getByRole('link', { name: 'Knowledge' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Releases' }).count(), 0);
    await page.goto(`${settings.server}/releases`);
    await page.getByText('This page is not for your role').waitFor();
  },
};
