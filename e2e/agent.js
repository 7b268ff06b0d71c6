/* An agent: somebody signed in to the console. */
import { expectSoon } from './expect.js';
import { settings } from './settings.js';

export class Agent {
  constructor(page) {
    this.page = page;
    this.messages = page.getByLabel('Messages');
  }

  static async signIn(browser, account = settings.agent, options = {}) {
    const page = await browser.page(options);
    await page.goto(`${settings.server}/sign-in`);
    await page.getByLabel('E-mail').fill(account.email);
    await page.getByLabel('Password').fill(account.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
    return new Agent(page);
  }

  async read(path) {
    return this.page.evaluate(async (address) => (await fetch(address)).json(), `/api/v1/${path}`);
  }

  async name() {
    return (await this.read('me')).agent.name;
  }

  async open(conversation) {
    await this.page.goto(`${settings.server}/conversations/${conversation}`);
    await this.messages.waitFor();
  }

  /** The messages as they were written: evidence is marked inside, with words for screen readers. */
  async text() {
    return textOf(this.messages);
  }

  /** Waits until a message says so. */
  async sees(text) {
    await expectSoon(`“${text}” in the console`, async () => (await this.text()).includes(text));
  }

  async takeOver() {
    await this.page.getByRole('button', { name: 'Take over', exact: true }).click();
    await this.page.getByRole('button', { name: 'Hand back' }).waitFor();
  }

  async reply(text) {
    await this.page.getByLabel(/^Reply to/).fill(text);
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
    await this.messages.getByText(text.slice(0, 40)).last().waitFor();
  }

  async note(text) {
    await this.page.getByRole('button', { name: 'Note', exact: true }).click();
    await this.page.getByLabel('Note for colleagues').fill(text);
    await this.page.getByRole('button', { name: 'Add note' }).click();
    await this.messages.getByText(text.slice(0, 40)).last().waitFor();
  }

  async handBack(note) {
    await this.page.getByRole('button', { name: 'Hand back' }).click();
    const dialog = this.page.getByRole('dialog', { name: /^Hand back to/ });
    await dialog.getByLabel(/What should colleagues know/).fill(note);
    await dialog.getByRole('button', { name: 'Hand back' }).click();
    await this.page.getByRole('button', { name: 'Take over', exact: true }).waitFor();
  }

  async resolve() {
    await this.page.getByRole('button', { name: 'Resolve', exact: true }).click();
    await this.page.getByRole('button', { name: 'Resolve', exact: true }).waitFor({ state: 'detached' });
  }
}

/** What stands there, without what only screen readers are told. */
export async function textOf(place) {
  return place.evaluate((shown) => {
    const copy = shown.cloneNode(true);
    for (const aside of copy.querySelectorAll('.read-out')) aside.remove();
    return copy.textContent;
  });
}
