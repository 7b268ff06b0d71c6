/* Where the customer writes: text, files by button, paste or drop. */
import type { Chat } from './chat';
import { h, icon, set, write } from './dom';
import { fill } from './words';

export class Composer {
  readonly root: HTMLFormElement;
  readonly text = h('textarea', { rows: 1, enterkeyhint: 'send', dir: 'auto', id: 'rapport-text' });
  private readonly label = h('label', { class: 'hidden', for: 'rapport-text' });
  private readonly files = h('input', { type: 'file', multiple: true, hidden: true, tabindex: -1 });
  private readonly clip = h('button', { type: 'button', class: 'icon' }, icon('clip'));
  private readonly submit = h('button', { type: 'submit', class: 'icon send' }, icon('send'));
  private readonly chips = h('ul', { class: 'chips' });
  private readonly about = h('span', { class: 'name', dir: 'auto' });
  private readonly unabout = h('button', { type: 'button', class: 'icon' }, icon('close'));
  private readonly aboutRow = h('p', { class: 'about', hidden: true }, this.about, this.unabout);
  private readonly tooLong = h('p', { class: 'why', role: 'alert' });
  private chipsDrawn = '';
  /** Sending was asked for while a file was on its way; it happens when the file has arrived. */
  private sendsWhenUploaded = false;

  constructor(private readonly chat: Chat) {
    const row = h('div', { class: 'row' }, this.clip, this.label, this.text, this.submit, this.files);
    this.root = h(
      'form',
      { class: 'composer', novalidate: true },
      this.aboutRow,
      this.chips,
      this.tooLong,
      row,
    );
    this.root.addEventListener('submit', (event) => this.send(event));
    this.text.addEventListener('input', () => this.typed());
    this.text.addEventListener('keydown', (event) => {
      // An Enter that ends a composition (Japanese, Chinese, Korean) is not meant for us.
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) this.send(event);
    });
    this.text.addEventListener('paste', (event) => this.take(event, event.clipboardData));
    this.clip.addEventListener('click', () => this.files.click());
    this.unabout.addEventListener('click', () => {
      this.chat.askAbout(undefined);
      this.text.focus();
    });
    this.files.addEventListener('change', () => {
      this.chat.attach(this.files.files ?? []);
      this.files.value = '';
      this.text.focus();
    });
    this.text.value = draftOf();
  }

  draw(): void {
    const { words, session } = this.chat;
    write(this.label, words.message);
    set(this.text, 'placeholder', words.placeholder);
    set(this.clip, 'aria-label', words.attach);
    set(this.clip, 'title', words.attach);
    set(this.submit, 'aria-label', words.send);
    set(this.submit, 'title', words.send);
    if (session) set(this.files, 'accept', session.accepted_files.join(','));
    this.drawAbout();
    this.drawChips();
    this.drawState();
    if (this.sendsWhenUploaded && !this.isUploading) {
      this.sendsWhenUploaded = false;
      // Where the upload failed, what was written waits for another decision.
      if (!this.chat.problem) this.send();
    }
  }

  /** Begins what is written, unless it has begun. */
  begin(text: string): void {
    if (!text || this.text.value.trim()) return;
    this.text.value = text;
    keepDraft(text);
    this.drawState();
    this.text.select();
  }

  /** Takes the files of a paste or drop; text goes its usual way. */
  take(event: Event, data: DataTransfer | null): void {
    const files = [...(data?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.chat.attach(files);
  }

  private get surplus(): number {
    return [...this.text.value].length - (this.chat.session?.max_text_chars ?? 8_000);
  }

  private get isUploading(): boolean {
    return this.chat.drafts.some((draft) => !draft.attachment);
  }

  private get isEmpty(): boolean {
    return !this.text.value.trim() && this.chat.drafts.length === 0;
  }

  private typed(): void {
    this.sendsWhenUploaded = false;
    this.chat.typed();
    keepDraft(this.text.value);
    this.drawState();
  }

  private send(event?: Event): void {
    event?.preventDefault();
    if (this.isEmpty || this.surplus > 0) return;
    if (this.isUploading) {
      // What failed before is no answer to what is sent now.
      this.chat.dismissProblem();
      this.sendsWhenUploaded = true;
      return;
    }
    const text = this.text.value;
    this.text.value = '';
    keepDraft('');
    this.chat.send(text);
    this.drawState();
    // What goes out by itself after an upload takes the focus from nothing on the shop's page.
    if (event) this.text.focus();
  }

  private drawState(): void {
    set(this.submit, 'aria-disabled', this.isEmpty || this.surplus > 0 ? 'true' : undefined);
    write(this.tooLong, this.surplus > 0 ? fill(this.chat.words.tooLong, { count: this.surplus }) : '');
    set(this.text, 'aria-invalid', this.surplus > 0 ? 'true' : undefined);
    // Grows with its text up to a third of the panel; CSS sets the ends.
    this.text.style.height = 'auto';
    this.text.style.height = `${this.text.scrollHeight + 2}px`;
  }

  private drawAbout(): void {
    const { about, words } = this.chat;
    this.aboutRow.hidden = about === undefined;
    write(this.about, about ? fill(words.about, { title: about.title }) : '');
    const label = about ? fill(words.notAbout, { title: about.title }) : '';
    set(this.unabout, 'aria-label', label);
    set(this.unabout, 'title', label);
  }

  private drawChips(): void {
    const { drafts, words } = this.chat;
    const state = JSON.stringify([words.send, ...drafts.map((draft) => [draft.id, !!draft.attachment])]);
    if (state === this.chipsDrawn) return;
    this.chipsDrawn = state;
    const chips = drafts.map(({ id, name, attachment }) => {
      const remove = (): void => {
        // Whoever takes a file away has not decided yet to send the rest.
        this.sendsWhenUploaded = false;
        this.chat.detach(id);
        this.text.focus();
      };
      const label = fill(words.remove, { name });
      return h(
        'li',
        {},
        h('span', { class: 'name' }, attachment ? name : fill(words.uploading, { name })),
        h('button', { type: 'button', class: 'icon', 'aria-label': label, onclick: remove }, icon('close')),
      );
    });
    this.chips.replaceChildren(...chips);
    this.chips.hidden = drafts.length === 0;
  }
}

// What was being written survives a click on another page of the shop, in this tab.
const DRAFT = 'rapport-draft';

function draftOf(): string {
  try {
    return sessionStorage.getItem(DRAFT) ?? '';
  } catch {
    return '';
  }
}

function keepDraft(text: string): void {
  try {
    if (text) sessionStorage.setItem(DRAFT, text);
    else sessionStorage.removeItem(DRAFT);
  } catch {
    // Then it does not survive.
  }
}
