/* A customer: somebody on the shop's page with the chat bubble. */
import { expectSoon } from './expect.js';
import { settings } from './settings.js';

export class Customer {
  constructor(page) {
    this.page = page;
    this.dialog = page.getByRole('dialog');
    this.log = this.dialog.getByRole('log');
    this.field = this.dialog.getByLabel('Your message');
    this.personButton = this.dialog.locator('.person');
  }

  static async at(browser, path = '/', options = {}) {
    const page = await browser.page(options);
    await page.goto(settings.shop + path);
    return new Customer(page);
  }

  async open() {
    await this.page.getByRole('button', { name: /^Chat with/ }).click();
    await this.dialog.waitFor();
    await this.dialog.getByText('AI assistant').first().waitFor();
  }

  /** Signs in at the shop as one of its customers, by one click. */
  async signIn(name) {
    await this.page.goto(`${settings.shop}/my-orders`);
    await this.page.getByRole('button', { name: new RegExp(name) }).click();
    await this.page.getByText(`Signed in as ${name}`).waitFor();
  }

  async write(text) {
    await this.field.fill(text);
    await this.field.press('Enter');
    await this.log
      .locator('li.own:not(.unsent)', { hasText: text.slice(0, 40) })
      .last()
      .waitFor();
  }

  /** Writes, and waits for what the assistant says to it. */
  async ask(text) {
    const before = await this.log.locator('li.other').count();
    await this.write(text);
    return this.nextReply(before);
  }

  async choose(label) {
    const before = await this.log.locator('li.other').count();
    await this.dialog.getByRole('button', { name: label, exact: true }).last().click();
    return this.nextReply(before);
  }

  async nextReply(before) {
    const replies = this.log.locator('li.other .bubble');
    await expectSoon('a reply', async () => (await replies.count()) > before);
    return (await replies.allInnerTexts()).slice(before).join('\n');
  }

  /** Rates by the word of the score. */
  async rate(word, comment) {
    await this.dialog.locator('.card').getByText(word, { exact: true }).click();
    await this.dialog.getByLabel(/What made it so/).fill(comment);
  }

  async sendRating() {
    await this.dialog.locator('.card').getByRole('button', { name: 'Send' }).click();
    await this.dialog.getByText('Thank you for telling us.').waitFor();
  }

  async messages() {
    return this.log.locator('li.own .bubble').allInnerTexts();
  }

  /** What the server holds, read with the visitor's own token. */
  async history() {
    return this.page.evaluate(async (server) => {
      const key = Object.keys(localStorage).find((name) => /^rapport:.*:token$/.test(name));
      const token = JSON.parse(localStorage.getItem(key));
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${server}/api/v1/widget/conversation?after=0`, { headers });
      return answer.json();
    }, settings.server);
  }

  async conversationId() {
    return (await this.history()).conversation.id;
  }
}
