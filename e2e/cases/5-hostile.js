/* Whatever is written anywhere shows as text and acts nowhere. */
import { Agent } from '../agent.js';
import { Customer } from '../customer.js';
import { assert } from '../expect.js';
import { settings } from '../settings.js';

const HOSTILE = [
  '<script>globalThis.hacked = 1</script>',
  '<img src=x onerror="globalThis.hacked = 1">',
  '"><svg onload=globalThis.hacked=1>',
  '[click](javascript:globalThis.hacked=1)',
  '{{constructor.constructor("globalThis.hacked=1")()}}',
  "<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>",
];

// One pixel, red.
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

async function isUnharmed(page, where) {
  assert.equal(await page.evaluate(() => globalThis.hacked), undefined, `something ran on ${where}`);
  const links = await page.locator('a[href^="javascript:" i]').count();
  assert.equal(links, 0, `a link that runs on ${where}`);
}

export const cases = {
  'hostile texts of a customer show as text to them and to the agent': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    for (const text of HOSTILE) await customer.write(text);
    assert.deepEqual(await customer.messages(), HOSTILE);
    await isUnharmed(customer.page, 'the shop');
    const agent = await Agent.signIn(browser);
    await agent.open(await customer.conversationId());
    for (const text of HOSTILE) await agent.sees(text);
    await isUnharmed(agent.page, 'the conversation');
    await agent.page.goto(`${settings.server}/inbox?view=all`);
    await agent.page.getByRole('heading').first().waitFor();
    await isUnharmed(agent.page, 'the inbox');
  },

  'hostile texts of an agent show as text to the customer': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    await customer.write('Hello');
    const agent = await Agent.signIn(browser);
    await agent.open(await customer.conversationId());
    await agent.takeOver();
    for (const text of HOSTILE) await agent.reply(text);
    await agent.note(HOSTILE[1]);
    await customer.log.getByText('iframe srcdoc').waitFor();
    await isUnharmed(customer.page, 'the shop');
    await isUnharmed(agent.page, 'the conversation');
  },

  'hostile names and comments stay texts': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    await customer.write('I have a picture');
    const name = '<img src=x onerror=globalThis.hacked=1>.png';
    await customer.dialog
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'image/png', buffer: PNG });
    await customer.dialog.getByRole('button', { name: /^Remove/ }).waitFor();
    await customer.write('here');
    await customer.log.getByRole('button', { name: /^Download/ }).waitFor();
    const agent = await Agent.signIn(browser);
    await agent.open(await customer.conversationId());
    await agent.resolve();
    await customer.rate('Very bad', HOSTILE[0]);
    await customer.sendRating();
    await agent.messages.getByText(/rated it 1 of 5/).waitFor();
    await isUnharmed(customer.page, 'the shop');
    await isUnharmed(agent.page, 'the conversation');
  },

  'a file is what its content says, and a refusal is shown': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    const files = customer.dialog.locator('input[type=file]');
    const fake = {
      name: 'tent.png',
      mimeType: 'image/png',
      buffer: Buffer.from('<html>not a picture</html>'),
    };
    await files.setInputFiles(fake);
    await customer.dialog.getByRole('alert').filter({ hasText: /\w/ }).first().waitFor();
    assert.equal(await customer.dialog.getByRole('button', { name: /^Remove/ }).count(), 0);
    const large = {
      name: 'large.png',
      mimeType: 'image/png',
      buffer: Buffer.alloc(10 * 1024 * 1024 + 1),
    };
    await files.setInputFiles(large);
    await customer.dialog.getByText('“large.png” is larger than 10 MB').waitFor();
  },

  'a picture is seen by both sides': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    const file = {
      name: 'hole-in-tent.png',
      mimeType: 'image/png',
      buffer: PNG,
    };
    await customer.dialog.locator('input[type=file]').setInputFiles(file);
    await customer.dialog.getByRole('button', { name: 'Remove hole-in-tent.png' }).waitFor();
    await customer.write('There is a hole');
    await customer.log.locator('canvas').waitFor();
    const agent = await Agent.signIn(browser);
    await agent.open(await customer.conversationId());
    await agent.messages.getByRole('link', { name: /hole-in-tent\.png/ }).waitFor();
  },
};
