/* The panel and the button that opens it. */
import { Cards, Notice } from './cards';
import type { Chat } from './chat';
import { Composer } from './composer';
import { h, icon, set, write } from './dom';
import { Messages } from './messages';
import { directionOf, fill, spokenLanguage } from './words';

/** Below this width the panel fills the screen and is modal. Also stands in the style sheet. */
const FULL_SCREEN = '(max-width: 480px)';

export class Panel {
  readonly root = h('div', { class: 'rapport' });
  private readonly badge = h('span', { class: 'badge', 'aria-hidden': 'true' });
  private readonly launcher: HTMLButtonElement;
  private readonly panel: HTMLElement;
  private readonly title = h('h2', { id: 'rapport-title', dir: 'auto' });
  private readonly who = h('p', { class: 'who', dir: 'auto' });
  private readonly face = h('span', { class: 'face', 'aria-hidden': 'true' });
  private readonly sound = h('button', { type: 'button', class: 'icon' });
  private readonly close = h('button', { type: 'button', class: 'icon' }, icon('close'));
  private readonly person = h('button', { type: 'button', class: 'person' });
  private readonly veil = h('div', { class: 'veil', 'aria-hidden': 'true' });
  private readonly messages: Messages;
  private readonly composer: Composer;
  private readonly cards: Cards;
  private readonly notice: Notice;
  private readonly fullScreen = matchMedia(FULL_SCREEN);
  private readonly endings: (() => void)[] = [];
  private wasOpen = false;
  private hostOverflow: string | undefined;

  constructor(
    private readonly chat: Chat,
    private readonly toggle: (open: boolean) => void,
  ) {
    this.messages = new Messages(chat);
    this.composer = new Composer(chat);
    this.cards = new Cards(chat, () => this.composer.text.focus());
    this.notice = new Notice(chat);
    this.launcher = h(
      'button',
      {
        type: 'button',
        class: 'launcher',
        'aria-controls': 'rapport-panel',
        onclick: () => toggle(!chat.isOpen),
      },
      icon('chat'),
      icon('close'),
      this.badge,
    );
    this.person.addEventListener('click', () => {
      if (this.person.getAttribute('aria-disabled') !== 'true') void chat.askPerson();
    });
    this.close.addEventListener('click', () => toggle(false));
    this.sound.addEventListener('click', () => chat.setSound(!chat.hasSound));
    this.panel = h(
      'section',
      { id: 'rapport-panel', role: 'dialog', 'aria-labelledby': 'rapport-title', hidden: true },
      h('div', { class: 'head' }, this.face, h('div', {}, this.title, this.who), this.sound, this.close),
      this.messages.root,
      this.cards.root,
      this.notice.root,
      h('div', { class: 'bar' }, this.person),
      this.composer.root,
      this.veil,
    );
    this.root.append(this.panel, this.launcher);
    this.listen();
  }

  draw(): void {
    const { chat } = this;
    set(this.root, 'dir', directionOf(chat.locale));
    set(this.root, 'lang', spokenLanguage(chat.locale));
    this.drawLauncher();
    this.drawHeader();
    this.drawPerson();
    this.messages.draw();
    this.composer.draw();
    this.cards.draw();
    this.notice.draw();
    write(this.veil, chat.words.drop);
    if (chat.isOpen !== this.wasOpen) this.openOrClose();
    if (chat.isOpen && !document.hidden && chat.isCaughtUp) chat.saw();
  }

  /** Puts the caret where the customer writes. */
  focus(): void {
    this.composer.text.focus();
  }

  /** Begins what the customer writes, unless they have begun themselves. */
  begin(text: string): void {
    this.composer.begin(text);
    this.focus();
  }

  end(): void {
    this.endings.forEach((end) => end());
    this.freePage();
  }

  private drawLauncher(): void {
    const { words, session, unread, isOpen } = this.chat;
    const label = session ? fill(words.openWith, { company: session.company.name }) : words.open;
    const count = unread && !isOpen ? `, ${fill(words.unread, { count: unread })}` : '';
    set(this.launcher, 'aria-label', isOpen ? words.close : label + count);
    set(this.launcher, 'aria-expanded', isOpen ? 'true' : 'false');
    write(this.badge, unread > 9 ? '9+' : String(unread));
    this.badge.hidden = unread === 0 || isOpen;
  }

  private drawHeader(): void {
    const { words, session, conversation, hasSound } = this.chat;
    const agent = conversation?.holder.kind === 'agent' ? conversation.holder : undefined;
    const assistant = session?.company.assistant;
    const name = agent ? (agent.name ?? '') : assistant;
    write(this.title, session?.company.name ?? words.chat);
    write(this.who, [name, agent ? words.person : words.ai].filter(Boolean).join(' · '));
    write(this.face, (name ?? '…').slice(0, 1));
    this.face.classList.toggle('human', agent !== undefined);
    const label = hasSound ? words.soundOff : words.soundOn;
    if (this.sound.getAttribute('aria-label') !== label)
      this.sound.replaceChildren(icon(hasSound ? 'sound' : 'silent'));
    for (const [button, text] of [
      [this.sound, label],
      [this.close, words.close],
    ] as const) {
      set(button, 'aria-label', text);
      set(button, 'title', text);
    }
  }

  private drawPerson(): void {
    const { words, session, conversation } = this.chat;
    const agent = conversation?.holder.kind === 'agent' ? conversation.holder.name : undefined;
    const isComing = conversation?.awaiting_person === true;
    let text = session?.wordings.person ?? words.askPerson;
    if (agent) text = fill(words.personHere, { name: agent });
    // After an end nobody comes here for a while; the notice says where somebody does.
    this.person.hidden = conversation?.ended !== undefined;
    set(this.person, 'aria-disabled', agent !== undefined || isComing ? 'true' : undefined);
    if (this.person.textContent !== text)
      this.person.replaceChildren(icon('person'), h('span', { dir: 'auto' }, text));
  }

  private openOrClose(): void {
    const { isOpen } = this.chat;
    this.wasOpen = isOpen;
    this.panel.hidden = !isOpen;
    this.root.classList.toggle('open', isOpen);
    this.fit();
    if (isOpen) this.messages.toEnd();
    else this.launcher.focus({ preventScroll: true });
  }

  private listen(): void {
    const { panel } = this;
    panel.addEventListener('keydown', (event) => this.key(event));
    panel.addEventListener('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      this.root.classList.add('dragging');
    });
    panel.addEventListener('dragleave', (event) => {
      if (!panel.contains(event.relatedTarget as Node | null)) this.root.classList.remove('dragging');
    });
    panel.addEventListener('drop', (event) => {
      this.root.classList.remove('dragging');
      this.composer.take(event, event.dataTransfer);
    });
    this.during(this.fullScreen, 'change', () => this.fit());
    this.during(document, 'visibilitychange', () => this.draw());
    // The keyboard of a phone covers the page without changing its height.
    if (window.visualViewport) this.during(window.visualViewport, 'resize', () => this.fit());
  }

  private during(target: EventTarget, name: string, listener: () => void): void {
    target.addEventListener(name, listener);
    this.endings.push(() => target.removeEventListener(name, listener));
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.isComposing) {
      event.stopPropagation();
      this.toggle(false);
    } else if (event.key === 'Tab' && this.fullScreen.matches) {
      this.keepFocus(event);
    }
  }

  /** A panel that fills the screen keeps the focus; a smaller one shares the page. */
  private keepFocus(event: KeyboardEvent): void {
    const all = this.panel.querySelectorAll<HTMLElement>('button, textarea, input, a[href], [tabindex="0"]');
    const reachable = [...all].filter((node) => node.offsetParent !== null && node.tabIndex >= 0);
    const active = (this.panel.getRootNode() as ShadowRoot).activeElement;
    const [first, last] = [reachable[0], reachable.at(-1)];
    if (active === (event.shiftKey ? first : last)) {
      event.preventDefault();
      (event.shiftKey ? last : first)?.focus();
    }
  }

  private fit(): void {
    const isFull = this.chat.isOpen && this.fullScreen.matches;
    set(this.panel, 'aria-modal', isFull ? 'true' : undefined);
    const height = isFull && window.visualViewport ? `${Math.round(window.visualViewport.height)}px` : '';
    this.panel.style.height = height;
    const page = document.documentElement.style;
    if (isFull && this.hostOverflow === undefined) {
      this.hostOverflow = page.overflow;
      page.overflow = 'hidden';
    } else if (!isFull) {
      this.freePage();
    }
  }

  private freePage(): void {
    if (this.hostOverflow === undefined) return;
    document.documentElement.style.overflow = this.hostOverflow;
    this.hostOverflow = undefined;
  }
}
