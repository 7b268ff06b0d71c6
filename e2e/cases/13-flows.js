/* Flows are written in the console, looked at in five moods, and published at a time. */
import { Agent } from '../agent.js';
import { cleanInBoth, pictures } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectSoon } from '../expect.js';
import { settings } from '../settings.js';

/** Learning the draft takes a slow machine a while. */
const PATIENT = { timeout: 120_000 };
const FLOW = 'return-an-item';

async function call(designer, method, path, body) {
  return designer.page.evaluate(
    async ([method, path, body]) => {
      const headers = { 'content-type': 'application/json' };
      const init = body ? { method, headers, body } : { method };
      const response = await fetch(`/api/v1/${path}`, init);
      const text = await response.text();
      return { status: response.status, body: text ? JSON.parse(text) : null };
    },
    [method, path, body ? JSON.stringify(body) : undefined],
  );
}

async function fresh(browser) {
  const designer = await Agent.signIn(browser, settings.designer);
  for (const { id } of (await designer.read('releases/scheduled')).scheduled)
    await call(designer, 'DELETE', `releases/scheduled/${id}`);
  const { version, files } = await designer.read('draft');
  if (files.length > 0) await call(designer, 'DELETE', `draft?version=${version}`);
  return designer;
}

const saved = (page) => page.getByText('Saved in the draft').waitFor(PATIENT);

export const cases = {
  'a flow is written step by step, with its picture, its problems and a try': async (browser) => {
    const designer = await fresh(browser);
    const { page } = designer;
    await page.goto(`${settings.server}/draft/flows`);
    await page.getByRole('link', { name: /Return an item/ }).waitFor();
    await cleanInBoth(page, 'the flows of the draft');
    await pictures(page, 'console-draft-flows');

    await page.goto(`${settings.server}/draft/flows/${FLOW}`);
    await page.getByRole('heading', { name: /^Steps/ }).waitFor();
    await pictures(page, 'console-flow-editor');
    await cleanInBoth(page, 'the flow editor');

    // A new flow, by keyboard where a keyboard does it.
    await page.goto(`${settings.server}/draft/flows/new`);
    await page.getByLabel('Title', { exact: true }).fill('booking a call');
    await page.getByLabel('The question that offers it').fill('Shall I book a call for you?');
    await page.getByLabel('Text', { exact: true }).fill('I can do that.');
    await page.getByRole('button', { name: 'Add a step', exact: true }).click();
    await page.getByRole('menuitem', { name: /^Ask/ }).click();
    await page.getByLabel('Question', { exact: true }).fill('Which number?');
    await page.getByLabel('Kept as').fill('phone');
    await page.getByLabel('Must be').selectOption('amount');
    await page.getByLabel('Not above (optional)').fill('500');
    await page.getByLabel('Currency').fill('GBP');
    await page.getByLabel('Must be').selectOption('phone');
    await page.getByLabel('a flow before, in the same conversation').check();
    await page.getByLabel('When the answer does not fit').fill('Please write your number.');
    await page.getByRole('button', { name: 'Add a step', exact: true }).click();
    await page.getByRole('menuitem', { name: /^Branch/ }).click();
    await page.getByLabel('By', { exact: true }).fill('phonee');
    await page.getByLabel('Value 1', { exact: true }).fill('none');
    await page.getByLabel('Step 1', { exact: true }).selectOption('ask');
    await page.getByLabel('With every other value').selectOption('say-first');
    await page.getByRole('button', { name: 'Add it to the draft' }).click();
    await page.waitForURL((url) => url.pathname.endsWith('/booking-a-call'));

    // The checks speak at the step that they mean.
    const branch = page.locator('li', {
      has: page.locator('[data-head]'),
      hasText: 'by phonee',
    });
    await branch.getByText('has problems').waitFor({ state: 'attached' });
    // The step that was added last is still open.
    assert.equal(await branch.locator('[data-head]').getAttribute('aria-expanded'), 'true');
    await page.getByText(/Nothing fills \{phonee\}/).waitFor();
    await pictures(page, 'console-flow-problems');
    await page.getByLabel('What it does').selectOption('end');
    await saved(page);
    await branch.waitFor({ state: 'detached' });
    await page
      .getByLabel('What it is about')
      .getByText(/No topic, answer or flow leads here/)
      .waitFor();

    // Moved by key, copied and taken away, with a way back.
    const heads = page.locator('[data-head]');
    await heads.nth(1).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await expectSoon('the question is first', async () =>
      (await heads.first().innerText()).includes('Which number?'),
    );
    await heads.first().click();
    await page.getByRole('button', { name: 'Duplicate' }).click();
    await expectSoon('a copy', async () => (await heads.count()) === 4);
    await page.getByRole('button', { name: 'Take away' }).click();
    await expectSoon('no copy', async () => (await heads.count()) === 3);
    await page.getByRole('button', { name: 'Bring it back' }).click();
    await expectSoon('a copy', async () => (await heads.count()) === 4);
    const side = page.getByLabel('The flow as it is');
    await side.getByRole('button', { name: 'Text', exact: true }).click();
    await side
      .getByText(/asks: Which number\?/)
      .first()
      .waitFor();
    await saved(page);
    const { flow } = await designer.read('draft/flows/booking-a-call');
    assert.deepEqual(
      flow.steps.map(({ id }) => id),
      ['ask', 'ask-2', 'say-first', 'branch'],
      'the draft holds what was written',
    );

    await page.getByRole('button', { name: 'Take the flow away…' }).click();
    await page.getByText('Nothing leads to it.', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Take it away' }).click();
    await page.getByText('There is no flow with this name.').waitFor();

    // Who leads to a flow is told before it goes.
    await page.goto(`${settings.server}/draft/flows/${FLOW}`);
    await page.getByRole('button', { name: 'Take the flow away…' }).click();
    await page.getByText(/leads? to it; the draft cannot/).waitFor();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await fresh(browser);
  },

  'a flow that cheers the grieving is found before it is published': async (browser) => {
    const designer = await fresh(browser);
    const { page } = designer;
    const { flow, file } = await designer.read(`draft/flows/${FLOW}`);
    const told = flow.steps.find(({ id }) => id === 'say-started');
    told.say.text = `Great news! ${told.say.text}`;
    const put = await call(designer, 'PUT', `draft/flows/${FLOW}`, {
      flow,
      mark: file.mark,
    });
    assert.equal(put.status, 200);
    await page.goto(`${settings.server}/draft/changes`);
    const moods = page.getByLabel('Flows in five moods');
    await moods.getByText(/do(es)? not fit every mood/).waitFor(PATIENT);
    await moods.getByText('say-started').first().waitFor();
    await moods.getByRole('button', { name: /Return an item, grieving: does not fit/ }).click();
    await moods.getByLabel('What was said').getByText('Great news!').waitFor();
    await cleanInBoth(page, 'the flows in five moods');
    await pictures(page, 'console-flows-in-moods');
    await fresh(browser);
  },

  'a release waits for its moment and is published or cancelled': async (browser) => {
    const designer = await fresh(browser);
    const { page } = designer;
    const before = (await designer.read('releases/current')).release;
    const open = await designer.read('draft/topics/delivery-cost');
    const marker = `Booked ${[...String(Date.now())].map((digit) => 'abcdefghij'[digit]).join('')}.`;
    const topic = structuredClone(open.topic);
    for (const variant of ['plain', 'rich', 'spoken'])
      if (topic.answer[variant]) topic.answer[variant] = `${marker} ${topic.answer[variant]}`;
    await call(designer, 'PUT', 'draft/topics/delivery-cost', {
      topic,
      mark: open.file.mark,
    });
    await page.goto(`${settings.server}/draft/changes`);
    await page.getByRole('button', { name: 'Publish at a time…' }).click(PATIENT);
    await pictures(page, 'console-schedule');
    await page.getByLabel('Day and time').fill('2026-01-01T09:00');
    await page.getByText('Choose a moment to come.').waitFor();
    const later = new Date(Date.now() + 3 * 86_400_000);
    await page.getByLabel('Day and time').fill(`${later.toISOString().slice(0, 10)}T09:00`);
    await page.getByRole('button', { name: 'Publish then' }).click();
    await page.getByText(/A release is published on/).waitFor(PATIENT);
    await page.goto(`${settings.server}/releases`);
    await page.getByText(/A release is published on/).waitFor();
    await cleanInBoth(page, 'a release that waits');
    await pictures(page, 'console-release-waits');
    await page.getByRole('button', { name: 'Cancel it' }).click();
    await page.getByText(/A release is published on/).waitFor({ state: 'detached' });

    // A moment that comes soon: it is in force by itself.
    const { version } = await designer.read('draft');
    const due = new Date(Date.now() + 3_000).toISOString();
    const waits = await call(designer, 'POST', 'draft/schedule', {
      version,
      due_at: due,
    });
    assert.equal(waits.status, 201, JSON.stringify(waits.body));
    await expectSoon(
      'the release is in force',
      async () => (await designer.read('releases/current')).release.number === before.number + 1,
      PATIENT.timeout,
    );
    const customer = await Customer.at(browser);
    await customer.open();
    assert.ok((await customer.ask('What does delivery cost?')).includes(marker), 'customers hear it');
    const restored = await call(designer, 'POST', `releases/${before.id}/restore`);
    assert.equal(restored.status, 200);
  },
};
