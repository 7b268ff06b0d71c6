/* What is published is proven: a failing test stops a release, and the screen says what it is and what it would change. */
import { Agent } from '../agent.js';
import { cleanInBoth, pictures } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectText } from '../expect.js';
import { settings } from '../settings.js';

const QUESTION = 'What does delivery cost?';
const TEST = 'tests/gate.yaml';
const failing = `- name: the gate\n  turns:\n    - customer: ${QUESTION}\n      expect: { topic: jobs }\n`;
/** Learning the draft and playing everything takes a slow machine a while. */
const PATIENT = { timeout: 180_000 };

async function save(page, path, text, mark) {
  const status = await page.evaluate(
    async (body) => {
      const response = await fetch('/api/v1/draft/file', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return response.status;
    },
    { path, text, mark },
  );
  assert.equal(status, 200, `${path} is saved`);
}

async function emptyDraft(designer) {
  const { version, files } = await designer.read('draft');
  if (files.length === 0) return;
  await designer.page.evaluate((v) => fetch(`/api/v1/draft?version=${v}`, { method: 'DELETE' }), version);
}

export const cases = {
  'a failing test stops a release; a leader may say why not, a designer mends it': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    await customer.ask(QUESTION);
    const designer = await Agent.signIn(browser, settings.designer);
    const { page } = designer;
    await emptyDraft(designer);
    await save(page, TEST, failing, 'none');

    await page.goto(`${settings.server}/draft/changes`);
    await page.getByRole('button', { name: 'Stop', exact: true }).click(PATIENT);
    await page.getByRole('button', { name: 'Check the draft' }).click(PATIENT);
    const tests = page.getByRole('region', { name: 'Conversation tests' });
    await tests.getByText(/1 of \d+ conversation tests fails/).waitFor(PATIENT);
    expectText(await tests.innerText(), /topic: jobs[^]*topic: delivery-cost/, 'what was expected and what came');
    assert.equal(
      await tests.getByRole('link', { name: /Open the topic/ }).getAttribute('href'),
      '/draft/topics/jobs',
    );
    expectText(
      await page.getByRole('region', { name: 'Last week’s questions' }).innerText(),
      /None gets something else/,
      'what would have changed',
    );
    expectText(
      await page.getByRole('region', { name: 'Coverage' }).innerText(),
      /of \d+ topics[^]*of \d+ branches/,
      'coverage',
    );
    expectText(await page.getByRole('region', { name: 'Paraphrases' }).innerText(), /Right at once/, 'paraphrases');
    assert.equal(await page.getByRole('button', { name: /^Publish/ }).count(), 0, 'a designer cannot publish it');
    await cleanInBoth(page, 'the release screen');
    await pictures(page, 'console-release-gate');

    const leader = await Agent.signIn(browser, settings.leader);
    await leader.page.goto(`${settings.server}/draft/changes`);
    // What the designer waited for is there at once.
    await leader.page.getByRole('button', { name: /^Publish release \d+ all the same/ }).click(PATIENT);
    const dialog = leader.page.getByRole('dialog', { name: 'Publish although tests fail?' });
    await dialog.getByLabel('Why it cannot wait').fill('short');
    assert.equal(
      await dialog.getByRole('button', { name: 'Go on all the same' }).getAttribute('aria-disabled'),
      'true',
    );
    await pictures(leader.page, 'console-release-despite');
    await dialog.getByRole('button', { name: 'Not now' }).click();

    const { mark } = await designer.read(`draft/file?path=${TEST}`);
    await save(page, TEST, failing.replace('jobs', 'delivery-cost'), mark);
    await page.reload();
    await tests.getByText(/All \d+ conversation tests pass/).waitFor(PATIENT);
    await page.getByRole('button', { name: /^Publish release \d+$/ }).waitFor();
    await emptyDraft(designer);
  },
};
