/*
 * The customers' chat bubble. A page carries it by one line:
 *
 *   <script async src="https://HOST/widget.js" data-inbox="KEY"></script>
 *
 * and may speak to it through `window.rapport(…)`, also before it is loaded:
 *
 *   window.rapport = window.rapport || function () { (rapport.q = rapport.q || []).push(arguments) }
 *
 * The tag also takes data-locale, data-theme (light, dark), data-color (#rrggbb) and data-z-index.
 */
import { Chat } from './chat';
import { h } from './dom';
import { Keep } from './keep';
import { Panel } from './panel';
import type { Identity } from './shapes';
import { ring } from './sound';
import answersCss from './answers.css?inline';
import css from './widget.css?inline';

type Call = [name: string, ...values: unknown[]];
type Listener = (value: unknown) => void;
type Entry = ((...call: Call) => void) & { q?: ArrayLike<unknown>[] };

/** What a page of the help centre wants to be asked. */
interface Question {
  article?: string;
  title?: string;
  text?: string;
}

const OPEN = 'rapport-open';

class Widget {
  private chat: Chat | undefined;
  private panel: Panel | undefined;
  private host: HTMLElement | undefined;
  private locale: string;
  private unread = 0;
  private isDue = false;
  private readonly listeners = new Map<string, Listener[]>();

  constructor(
    private readonly origin: string,
    private readonly inbox: string,
    private readonly data: DOMStringMap,
  ) {
    this.locale = data['locale'] ?? (document.documentElement.lang || navigator.language);
  }

  /** What the page can ask for. */
  call(name: string, value?: unknown, more?: unknown): void {
    if (name === 'open') this.toggle(true);
    else if (name === 'close') this.toggle(false);
    else if (name === 'identify') this.mounted().identify(value as Identity);
    else if (name === 'send') this.mounted().send(String(value));
    else if (name === 'ask') this.ask((value ?? {}) as Question);
    else if (name === 'person') this.callPerson();
    else if (name === 'locale') this.setLocale(String(value));
    else if (name === 'on') this.listen(String(value), more as Listener);
    else if (name === 'shutdown') this.shutdown();
    else
      throw new Error(
        `rapport: there is no '${name}'; there are open, close, ask, person, identify, send, locale, on, shutdown`,
      );
  }

  mount(): void {
    const chat = this.mounted();
    if (chat.isKnown) void chat.start();
    // A panel that was open stays open from page to page of the shop, without taking the focus.
    if (remembered() && !matchMedia('(max-width: 480px)').matches) chat.setOpen(true);
  }

  private mounted(): Chat {
    if (this.chat) return this.chat;
    const { origin, inbox, locale } = this;
    // The server's page for links from mails leaves a token under the same name.
    const keep = new Keep(`rapport:${inbox}:`);
    const chat = new Chat({
      origin,
      inbox,
      locale,
      keep,
      changed: () => this.redraw(),
      arrived: (event) => {
        this.tell('message', { text: event.message.text, author: event.message.author.kind });
        if (chat.hasSound && (!chat.isOpen || document.hidden)) ring();
      },
    });
    this.chat = chat;
    this.panel = new Panel(chat, (open) => this.toggle(open));
    this.host = h('div', { id: 'rapport-widget' });
    this.dress(this.host);
    document.body.append(this.host);
    this.redraw();
    return chat;
  }

  /** Style sheets of the page do not reach in, and ours is built in place: its policy need not allow styles. */
  private dress(host: HTMLElement): void {
    const { theme, color, zIndex } = this.data;
    const root = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css + answersCss);
    root.adoptedStyleSheets = [sheet];
    if (theme === 'light' || theme === 'dark') host.style.setProperty('color-scheme', theme);
    if (zIndex && /^-?\d{1,10}$/.test(zIndex)) host.style.setProperty('z-index', zIndex);
    const accent = color ? luminance(color) : undefined;
    if (color && accent !== undefined) {
      host.style.setProperty('--accent', color);
      // Black stands out more than white from every colour lighter than this.
      host.style.setProperty('--on-accent', accent > 0.179 ? '#000' : '#fff');
    }
    if (this.panel) root.append(this.panel.root);
  }

  private toggle(open: boolean): void {
    const chat = this.mounted();
    if (chat.isOpen === open) return;
    chat.setOpen(open);
    remember(open);
    this.panel?.draw();
    if (open) this.panel?.focus();
    this.tell(open ? 'open' : 'close', undefined);
  }

  /** Opens the chat to ask about an article, or with words to begin with. */
  private ask({ article, title, text }: Question): void {
    this.mounted().askAbout(article ? { article, title: title ?? article } : undefined);
    this.toggle(true);
    this.panel?.begin(text ?? '');
  }

  private callPerson(): void {
    const chat = this.mounted();
    this.toggle(true);
    void chat.start().then(() => chat.askPerson());
  }

  private setLocale(locale: string): void {
    this.locale = locale;
    this.chat?.setLocale(locale);
  }

  private shutdown(): void {
    remember(false);
    this.mounted().shutdown();
    this.panel?.end();
    this.host?.remove();
    this.chat = this.panel = this.host = undefined;
  }

  private listen(name: string, listener: Listener): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }

  private tell(name: string, value: unknown): void {
    this.listeners.get(name)?.forEach((listener) => listener(value));
  }

  /** Draws once for all that changed together. */
  private redraw(): void {
    if (this.isDue) return;
    this.isDue = true;
    queueMicrotask(() => {
      this.isDue = false;
      this.panel?.draw();
      const unread = this.chat?.unread ?? 0;
      if (unread !== this.unread) this.tell('unread', unread);
      this.unread = unread;
    });
  }
}

/** Relative luminance of `#rrggbb`, by WCAG. */
function luminance(color: string): number | undefined {
  const match = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(color);
  if (!match) return undefined;
  const [red = 0, green = 0, blue = 0] = match.slice(1).map((hex) => {
    const part = parseInt(hex, 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function remembered(): boolean {
  try {
    return sessionStorage.getItem(OPEN) === '1';
  } catch {
    return false;
  }
}

function remember(open: boolean): void {
  try {
    if (open) sessionStorage.setItem(OPEN, '1');
    else sessionStorage.removeItem(OPEN);
  } catch {
    // Then the next page begins with a closed panel.
  }
}

function begin(): void {
  const script = document.currentScript as HTMLScriptElement | null;
  const inbox = script?.dataset['inbox'];
  if (!script || !inbox) throw new Error('rapport: the script tag needs data-inbox="…"');
  const page = window as unknown as { rapport?: Entry };
  const widget = new Widget(new URL(script.src).origin, inbox, script.dataset);
  const start = (): void => {
    const waiting = Array.from(page.rapport?.q ?? [], (call) => Array.from(call) as Call);
    page.rapport = (...call) => widget.call(...call);
    waiting.forEach((call) => widget.call(...call));
    if (!waiting.some(([name]) => name === 'shutdown')) widget.mount();
  };
  if (document.body) start();
  else addEventListener('DOMContentLoaded', start, { once: true });
}

begin();
