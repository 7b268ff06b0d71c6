/* An agent reads why the assistant said what it said. */
import { Agent, textOf } from '../agent.js';
import { cleanInBoth, pictures } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectText } from '../expect.js';
import { settings } from '../settings.js';

export const cases = {
  'an agent reads the whole explanation of a reply, and its address leads back to it': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    await customer.ask('What does delivery cost?');
    const text = 'I am so angry, my parcel has still not arrived and nobody tells me anything!';
    const reply = await customer.ask(text);
    const id = await customer.conversationId();
    const agent = await Agent.signIn(browser);
    const { page } = agent;
    await agent.open(id);
    await page.locator('summary', { hasText: 'Why' }).last().click();
    await page.getByRole('link', { name: 'Explain in full' }).last().click();
    const sheet = page.getByRole('dialog', { name: 'Why this reply?' });
    await sheet.getByRole('heading', { name: '1. Heard' }).waitFor();
    const told = await sheet.innerText();
    expectText(await textOf(sheet), /I am so/, 'what the customer wrote');
    assert.ok((await sheet.locator('mark').count()) > 0, 'the words that carried the feeling are marked');
    for (const heading of [
      '2. Understood',
      '3. Decided',
      '4. Put into words',
      '5. Where the facts come from',
    ]) {
      await sheet.getByRole('heading', { name: heading }).waitFor();
    }
    expectText(told, /\d+ %/, 'how sure it was');
    expectText(told, /Release \d+, published by/, 'the release');
    expectText(told, /Chosen because/, 'why a statement was chosen');
    expectText(told, /it comes to the very same reply/, 'deciding again gives the same');
    assert.ok(told.replace(/\s+/g, ' ').includes(reply.replace(/\s+/g, ' ').slice(0, 30)), 'what was said');
    await cleanInBoth(page, 'the explanation');
    await pictures(page, 'console-explanation');

    const address = page.url();
    expectText(address, /[?&]why=\d+/, 'the address names the reply');
    await sheet.getByRole('button', { name: 'Reply before' }).click();
    await sheet.getByText('What does delivery cost?').first().waitFor();
    assert.notEqual(page.url(), address);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    assert.equal(new URL(page.url()).searchParams.has('why'), false);

    await page.goto(address);
    await sheet.getByRole('heading', { name: '1. Heard' }).waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    await page.keyboard.press('Shift+W');
    await sheet.getByRole('heading', { name: '1. Heard' }).waitFor();
    await page.goto(`${settings.server}/conversations/${id}?why=1`);
    await sheet.getByText('This is not a reply of the assistant').waitFor();
  },
};
