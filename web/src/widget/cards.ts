/* What is asked beside the conversation: where to reach the customer, and how it went. */
import type { Chat } from './chat';
import { h } from './dom';
import type { Conversation } from './shapes';
import { fill, type Words } from './words';

/** One question at a time, drawn when it changes and left alone while it is answered. */
export class Cards {
  readonly root = h('div', { class: 'cards' });
  private drawn = '';

  constructor(
    private readonly chat: Chat,
    private readonly done: () => void,
  ) {}

  draw(): void {
    const { chat } = this;
    const wanted = this.wanted();
    const about = wanted === 'share' ? chat.thanks?.id : chat.reachedAt;
    const state = wanted && `${wanted}:${chat.locale}:${chat.conversation?.id}:${about}`;
    if (state === this.drawn) return;
    const hadFocus = this.root.contains((this.root.getRootNode() as ShadowRoot).activeElement);
    this.drawn = state;
    if (wanted === 'rating') this.root.replaceChildren(this.rating());
    else if (wanted === 'share') this.root.replaceChildren(this.share());
    else if (wanted === 'contact') this.root.replaceChildren(this.contact());
    else if (wanted === 'reached') this.root.replaceChildren(this.reached());
    else if (wanted === 'declined') this.root.replaceChildren(this.declined());
    else this.root.replaceChildren();
    if (!hadFocus) return;
    const field = this.root.querySelector('input');
    if (field) field.focus();
    else this.done();
  }

  private wanted(): 'rating' | 'share' | 'contact' | 'reached' | 'declined' | '' {
    const { chat } = this;
    if (chat.asksRating) return 'rating';
    if (chat.thanks) return 'share';
    if (chat.asksContact) return 'contact';
    if (chat.reachedAt !== undefined) return 'reached';
    return chat.hasDeclined ? 'declined' : '';
  }

  /** Whether the team may see the customer's thanks: one press, and either is fine. */
  private share(): HTMLElement {
    const { chat } = this;
    const { words } = chat;
    const { id, words: said } = chat.thanks ?? { id: '', words: '' };
    const answer = (agrees: boolean) => () => void chat.share(id, agrees);
    return h(
      'div',
      { class: 'card', role: 'group', 'aria-label': words.mayShare },
      h('p', {}, h('b', {}, words.mayShare), h('br'), words.mayShareWhy),
      h('p', { class: 'thanks', dir: 'auto' }, `“${said}”`),
      h(
        'div',
        { class: 'row' },
        h('button', { type: 'button', class: 'solid', onclick: answer(true) }, words.yes),
        h('button', { type: 'button', class: 'link', onclick: answer(false) }, words.no),
      ),
    );
  }

  /** Where answers go, and the way to stop it. */
  private reached(): HTMLElement {
    const { chat } = this;
    const { words } = chat;
    return h(
      'p',
      { class: 'reached' },
      h('span', { dir: 'auto' }, fill(words.reached, { email: chat.reachedAt ?? '' })),
      ' ',
      h(
        'button',
        { type: 'button', class: 'link', onclick: () => void chat.takeBackContact() },
        words.stopMail,
      ),
    );
  }

  /** That no answer goes out by mail, and the way to change that. */
  private declined(): HTMLElement {
    const { chat } = this;
    const { words } = chat;
    return h(
      'p',
      { class: 'reached' },
      h('span', {}, words.declined),
      ' ',
      h('button', { type: 'button', class: 'link', onclick: () => chat.offerContact() }, words.giveAddress),
    );
  }

  private contact(): HTMLElement {
    const { chat } = this;
    const { words } = chat;
    const email = h('input', {
      type: 'email',
      id: 'rapport-email',
      autocomplete: 'email',
      required: true,
      maxlength: 254,
      dir: 'ltr',
    });
    const submit = (event: Event): void => {
      event.preventDefault();
      if (email.reportValidity()) void chat.contact(email.value.trim());
    };
    return h(
      'form',
      { class: 'card', onsubmit: submit, novalidate: true },
      h('p', {}, h('b', {}, words.reach), h('br'), words.reachWhy),
      h('label', { for: 'rapport-email' }, words.email),
      h('div', { class: 'row' }, email, h('button', { class: 'solid' }, words.save)),
      h('button', { type: 'button', class: 'link', onclick: () => chat.declineContact() }, words.notNow),
    );
  }

  private rating(): HTMLElement {
    const { chat } = this;
    const { words } = chat;
    const comment = h('textarea', { rows: 2, maxlength: 2_000, id: 'rapport-comment', dir: 'auto' });
    const scores = words.ratings.map((word, index) => {
      const score = index + 1;
      const input = h('input', { type: 'radio', name: 'score', value: score, id: `rapport-score-${score}` });
      return [input, h('label', { for: input.id }, h('b', {}, String(score)), h('span', {}, word))];
    });
    const submit = (event: Event): void => {
      event.preventDefault();
      const chosen = form.querySelector<HTMLInputElement>('input:checked');
      if (chosen) void chat.rate(Number(chosen.value), comment.value.trim());
      else form.querySelector('input')?.focus();
    };
    const more = h(
      'div',
      { class: 'more', hidden: true },
      h('label', { for: 'rapport-comment' }, words.comment),
      comment,
      h('button', { class: 'solid' }, words.sendRating),
    );
    const choose = (): void => {
      more.hidden = false;
    };
    const question = chat.session?.wordings.rate ?? words.rate;
    const form = h(
      'form',
      { class: 'card', onsubmit: submit, onchange: choose },
      h('p', {}, words.resolved),
      h(
        'fieldset',
        {},
        h('legend', { dir: 'auto' }, question),
        h('div', { class: 'scores' }, ...scores.flat()),
      ),
      more,
    );
    return form;
  }
}

/** A short line for what just happened, or went wrong. */
export class Notice {
  readonly root = h('div', { class: 'notices' });
  private readonly problem = h('p', { role: 'alert', class: 'why' });
  private readonly status = h('p', { role: 'status' });

  constructor(private readonly chat: Chat) {
    this.root.append(this.problem, this.status);
  }

  draw(): void {
    const { chat } = this;
    const { words, conversation } = chat;
    show(this.problem, chat.problem);
    let status = chat.notice;
    if (chat.line === 'offline') status = words.offline;
    else if (chat.line === 'connecting' && !chat.session) status = words.connecting;
    else if (!status && conversation?.ended)
      status = fill(words.ended, {
        until: new Date(conversation.ended.until).toLocaleString(chat.locale || 'en', {
          dateStyle: 'medium',
          timeStyle: 'short',
        }),
        other_ways: conversation.ended.other_ways,
      });
    else if (!status && conversation?.awaiting_person) status = waiting(words, conversation);
    else if (!status && conversation?.status === 'resolved' && !chat.asksRating) status = words.resolved;
    show(this.status, fill(status, {}));
  }
}

/** That a person comes, and when that can be told: the place in the queue and the wait. */
function waiting(words: Words, { queue }: Conversation): string {
  if (!queue?.open_now) return words.personCalled;
  const minutes = queue.wait_minutes;
  return fill(minutes ? words.personIn : words.personAfter, { place: queue.place, minutes: minutes ?? 0 });
}

function show(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
  node.classList.toggle('empty', !text);
}
