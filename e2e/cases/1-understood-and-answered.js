/* The whole way: an angry customer is answered, a person takes over, hands back, resolves, the customer rates. */
import { Agent } from '../agent.js';
import { picture } from '../browser.js';
import { Customer } from '../customer.js';
import { assert, expectSoon, expectText, flat } from '../expect.js';

const ANGRY =
  'This is a disgrace! I am furious, I have asked you twice already: how long does a refund take?!';

export const cases = {
  'an angry customer is understood, answered, taken over, handed back, and rates': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    const reply = await customer.ask(ANGRY);
    const agent = await Agent.signIn(browser);
    const name = await agent.name();

    // The facts are the release's own words; the framing stands around them.
    const { topics } = await agent.read('releases/current');
    const answers = topics.flatMap((topic) => (topic.answer ? [flat(topic.answer.plain)] : []));
    const answer = answers.find((text) => flat(reply).includes(text));
    assert.ok(answer, `no approved answer stands in: ${reply}`);
    const before = flat(reply).split(answer)[0];
    assert.ok(before.replace(/.*just say so\.?/, '').trim().length > 10, `not framed: ${reply}`);
    expectText(reply, /\bAI\b/, 'the first reply says that it comes from an AI');

    await agent.open(await customer.conversationId());
    // Evidence of the feeling is marked, so the text stands in several pieces.
    await agent.messages.getByText('disgrace').first().waitFor();
    expectText(await agent.messages.innerText(), /This is a disgrace/, 'what the customer wrote');
    expectText(await agent.messages.innerText(), /(angry|frustrated)/i, 'the agent sees the feeling');
    await agent.messages.getByText(/^Why/).first().click();
    const why = await agent.messages.locator('details').first().innerText();
    for (const part of [/Topic/, /Feeling/, /(angry|frustrated)/i, /because/, /release/i]) {
      expectText(why, part, 'why the reply was given');
    }
    await picture(agent.page, 'journey-why');

    await agent.takeOver();
    await customer.dialog.getByText(`${name} · from our team`).waitFor();
    await agent.page.getByLabel(/^Reply to/).pressSequentially('He');
    await customer.dialog.getByText(`${name} is typing…`).waitFor();
    await agent.reply(`Hello, ${name} here. I have read all of it and look into your refund now.`);
    await customer.log.getByText('look into your refund now').waitFor();
    await picture(customer.page, 'journey-person');
    await customer.write('Thank you, that helps.');
    await agent.sees('Thank you, that helps.');
    await agent.note('Refund went out this morning.');
    await agent.handBack('The refund is on its way.');
    await customer.dialog
      .getByText(/· AI assistant$/)
      .first()
      .waitFor();
    assert.equal(await customer.log.getByText('went out this morning').count(), 0, 'notes stay inside');
    const shown = await customer.log.innerText();
    assert.doesNotMatch(shown, /\{\w+\}/, 'every blank in what Rapport says is filled in');
    await agent.resolve();
    await customer.rate('Very good', 'Quick, and a real person.');
    await picture(customer.page, 'journey-rating');
    await customer.sendRating();
    await agent.messages.getByText(/rated it 5 of 5/).waitFor();
  },

  'the conversation is there again after a reload and in a second tab': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    await customer.ask('What are your opening hours?');
    const before = await customer.log.locator('.bubble').allInnerTexts();
    await customer.page.reload();
    await customer.dialog.waitFor();
    await expectSoon('the same messages', async () => {
      const after = await customer.log.locator('.bubble').allInnerTexts();
      return JSON.stringify(after) === JSON.stringify(before);
    });
    const second = new Customer(await customer.page.context().newPage());
    await second.page.goto(customer.page.url());
    await second.open();
    await second.write('Written in the second tab');
    await customer.log.getByText('Written in the second tab').waitFor();
    assert.equal(await customer.log.getByText('Written in the second tab').count(), 1);
  },

  'a person, please': async (browser) => {
    const customer = await Customer.at(browser);
    await customer.open();
    await customer.write('Hello');
    await customer.personButton.click();
    await customer.dialog.getByText('A person has been called').waitFor();
    await customer.log.getByText(/passed this to our team/).waitFor();
    const agent = await Agent.signIn(browser);
    await agent.page.goto(new URL('/inbox?view=waiting', agent.page.url()).href);
    const id = await customer.conversationId();
    await agent.page.locator(`[data-row="${id}"]`).click();
    await agent.takeOver();
    await customer.dialog.getByText(/from our team/).waitFor();
    assert.equal(await customer.personButton.getAttribute('aria-disabled'), 'true');
  },
};
