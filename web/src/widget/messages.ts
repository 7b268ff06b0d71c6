/* The log of the conversation on the page. What stands is never drawn again, so that nothing is read twice. */
import type { Chat } from './chat';
import { h, icon, set, write } from './dom';
import type { Unsent } from './queue';
import { plain, rich } from './rich';
import type { Attachment, LiveEvent, Message } from './shapes';
import { fill } from './words';

const PICTURE = { width: 240, height: 180 };
const NEAR_END_PX = 80;

export class Messages {
  readonly root: HTMLElement;
  private readonly list = h('ol');
  private readonly typing = h('p', { class: 'typing' });
  private readonly drawn = new Map<string, HTMLLIElement>();
  private isAtEnd = true;

  constructor(private readonly chat: Chat) {
    // Focusable, so that the keyboard can scroll it.
    this.root = h(
      'div',
      { class: 'log', role: 'log', 'aria-live': 'off', tabindex: 0 },
      this.list,
      this.typing,
    );
    this.root.addEventListener('scroll', () => {
      this.isAtEnd = this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < NEAR_END_PX;
    });
    // Whoever reads the newest goes on reading the newest when a card or the keyboard takes room away.
    new ResizeObserver(() => this.isAtEnd && this.toEnd()).observe(this.root);
  }

  draw(): void {
    const { chat, root, isAtEnd } = this;
    set(root, 'aria-label', chat.words.messages);
    const wanted = new Map<string, () => HTMLLIElement>();
    if (chat.session) wanted.set('hello', () => this.hello());
    for (const event of chat.events) wanted.set(`e${event.seq}`, () => this.event(event));
    for (const unsent of chat.unsent) {
      wanted.set(`u${unsent.client_id}${unsent.refused ?? ''}`, () => this.unsent(unsent));
    }
    const hasGrown = this.arrange(wanted);
    this.offerChoices();
    this.askHelped();
    this.drawTyping();
    if (isAtEnd && hasGrown) this.toEnd();
    // What was there before is not news; what comes from now on is read out.
    if (chat.isCaughtUp) requestAnimationFrame(() => set(root, 'aria-live', 'polite'));
  }

  toEnd(): void {
    this.isAtEnd = true;
    this.root.scrollTop = this.root.scrollHeight;
  }

  private arrange(wanted: Map<string, () => HTMLLIElement>): boolean {
    for (const [key, item] of this.drawn) {
      if (wanted.has(key)) continue;
      item.remove();
      this.drawn.delete(key);
    }
    let hasGrown = false;
    let place: ChildNode | null = this.list.firstChild;
    for (const [key, make] of wanted) {
      let item = this.drawn.get(key);
      if (!item) {
        item = make();
        this.drawn.set(key, item);
        hasGrown = true;
      }
      if (item === place) place = place.nextSibling;
      else this.list.insertBefore(item, place);
    }
    return hasGrown;
  }

  private hello(): HTMLLIElement {
    return h('li', { class: 'system' }, h('p', { dir: 'auto' }, this.chat.session?.wordings.ai_notice ?? ''));
  }

  private event({ seq, message, is_answer }: LiveEvent): HTMLLIElement {
    const { kind } = message.author;
    if (kind === 'system') return h('li', { class: 'system' }, h('p', { dir: 'auto' }, plain(message.text)));
    const body = h('div', { class: 'bubble', dir: 'auto' });
    if (message.rich && kind !== 'customer') body.append(rich(message.rich));
    else if (message.text) body.append(h('p', {}, plain(message.text)));
    for (const attachment of message.attachments) body.append(this.attachment(attachment));
    const item = h('li', { class: kind === 'customer' ? 'own' : 'other' }, this.byline(message), body);
    if (message.choices.length > 0) item.append(this.choices(message));
    if (is_answer && !this.chat.hasSaidOf(seq)) item.append(this.helped(seq));
    return item;
  }

  /** Whether an answer helped: asked once, and not of what was answered while the customer reads on. */
  private helped(seq: number): HTMLElement {
    const { words } = this.chat;
    const thanks = h('span', { role: 'status' });
    const say = (helpful: boolean) => (): void => {
      void this.chat.sayHelped(seq, helpful).then((isKept) => {
        if (!isKept) return;
        row.replaceChildren(thanks);
        thanks.textContent = words.helpedThanks;
      });
    };
    const button = (label: string, helpful: boolean): HTMLElement =>
      h('button', { type: 'button', class: 'link', onclick: say(helpful) }, label);
    const row = h(
      'div',
      { class: 'helped', role: 'group', 'aria-label': words.helped },
      h('span', {}, words.helped),
      button(words.yes, true),
      button(words.no, false),
    );
    return row;
  }

  /** Only the newest answer is asked about; thanks stay. */
  private askHelped(): void {
    const last = this.chat.events.findLast((event) => event.is_answer);
    for (const [key, item] of this.drawn) {
      const row = item.querySelector<HTMLElement>('.helped');
      if (row) row.hidden = key !== `e${last?.seq}` && row.querySelector('button') !== null;
    }
  }

  private byline({ author, at }: Message): HTMLElement {
    const { words, locale, session } = this.chat;
    const isOwn = author.kind === 'customer';
    const name = isOwn ? words.you : (author.name ?? session?.company.assistant ?? '');
    const who = author.kind === 'assistant' ? `${name} · ${words.ai}` : name;
    const moment = new Date(at);
    const isToday = moment.toDateString() === new Date().toDateString();
    const time = moment.toLocaleString(locale || 'en', {
      hour: '2-digit',
      minute: '2-digit',
      ...(isToday ? {} : { day: 'numeric', month: 'short' }),
    });
    return h('p', { class: 'by' }, h('b', { dir: 'auto' }, who), ' ', h('time', { datetime: at }, time));
  }

  private unsent(unsent: Unsent): HTMLLIElement {
    const { chat } = this;
    const body = h('div', { class: 'bubble', dir: 'auto' });
    if (unsent.text) body.append(h('p', {}, plain(unsent.text)));
    for (const attachment of unsent.attachments) body.append(h('p', {}, attachment.name));
    const item = h('li', { class: 'own unsent' }, body);
    if (unsent.refused === undefined) {
      item.append(h('p', { class: 'by' }, chat.line === 'offline' ? chat.words.waiting : chat.words.sending));
      return item;
    }
    const retry = (): void => chat.retry(unsent.client_id);
    const discard = (): void => chat.discard(unsent.client_id);
    item.classList.add('refused');
    item.append(
      h('p', { class: 'why', role: 'alert' }, fill(chat.words.notSent, { why: unsent.refused })),
      h(
        'p',
        { class: 'acts' },
        h('button', { type: 'button', class: 'link', onclick: retry }, chat.words.retry),
        h('button', { type: 'button', class: 'link', onclick: discard }, chat.words.discard),
      ),
    );
    return item;
  }

  private choices(message: Message): HTMLElement {
    const buttons = message.choices.map((choice) =>
      h(
        'button',
        { type: 'button', dir: 'auto', onclick: () => this.chat.send(choice.label, choice) },
        choice.label,
      ),
    );
    return h('div', { class: 'choices', role: 'group', 'aria-label': message.text }, ...buttons);
  }

  /** Only the last message's buttons can be pressed: an older question is no longer open. */
  private offerChoices(): void {
    const last = this.chat.unsent.length > 0 ? undefined : this.chat.events.at(-1);
    for (const [key, item] of this.drawn) {
      const group = item.querySelector<HTMLElement>('.choices');
      if (group) group.hidden = key !== `e${last?.seq}`;
    }
  }

  private drawTyping(): void {
    const { typist, words, session } = this.chat;
    const isTyping = typist !== undefined && typist.until > Date.now();
    const name = typist?.name ?? session?.company.assistant ?? '';
    write(this.typing, isTyping ? fill(words.typing, { name }) : '');
    if (isTyping && this.isAtEnd) this.toEnd();
  }

  private attachment(attachment: Attachment): HTMLElement {
    const { name, bytes } = attachment;
    const size = bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
    const words = h('span', {}, h('span', { class: 'name' }, name), ` ${size}`);
    const label = `${fill(this.chat.words.download, { name })}, ${size}`;
    const act = (): void => void this.keepFile(attachment);
    const button = h('button', { type: 'button', class: 'file', 'aria-label': label, onclick: act });
    button.append(icon('file'), words);
    if (attachment.media_type.startsWith('image/')) void this.picture(attachment, button);
    return button;
  }

  /** Drawn on a canvas, because the page's policy may forbid blob addresses in pictures. */
  private async picture(attachment: Attachment, button: HTMLElement): Promise<void> {
    try {
      const bitmap = await createImageBitmap(await this.chat.download(attachment.id));
      const scale = Math.min(1, PICTURE.width / bitmap.width, PICTURE.height / bitmap.height);
      const width = Math.max(1, Math.round(bitmap.width * scale));
      const height = Math.max(1, Math.round(bitmap.height * scale));
      const canvas = h('canvas', { width, height, 'aria-hidden': 'true' });
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height);
      button.querySelector('svg')?.replaceWith(canvas);
      button.classList.add('picture');
    } catch {
      // The button with its name stays.
    }
  }

  private async keepFile(attachment: Attachment): Promise<void> {
    try {
      const address = URL.createObjectURL(await this.chat.download(attachment.id));
      h('a', { href: address, download: attachment.name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch {
      this.chat.problem = this.chat.words.failed;
      this.chat.dismissProblem();
    }
  }
}
