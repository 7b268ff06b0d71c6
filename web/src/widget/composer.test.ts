import { beforeEach, describe, expect, it } from 'vitest';
import type { Chat, Draft } from './chat';
import { Composer } from './composer';
import { wordsFor } from './words';

const picture = { id: 'att_1', name: 'tent.png', media_type: 'image/png', bytes: 9 };

describe('the composer', () => {
  let sent: string[];
  let draft: Draft;
  let chat: { drafts: Draft[]; problem: string };
  let composer: Composer;

  beforeEach(() => {
    sent = [];
    draft = { id: 'd1', name: 'tent.png', stop: new AbortController() };
    chat = { drafts: [draft], problem: '' };
    const rest = {
      words: wordsFor('en'),
      typed: () => undefined,
      send: (text: string) => sent.push(text),
      dismissProblem: () => (chat.problem = ''),
      detach: (id: string) => {
        chat.drafts = chat.drafts.filter((one) => one.id !== id);
        composer.draw();
      },
    };
    composer = new Composer(Object.assign(chat, rest) as unknown as Chat);
    document.body.replaceChildren(composer.root);
    composer.text.value = 'the zip is broken';
  });

  const enter = () => composer.text.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));

  it('sends what was sent during an upload as soon as the file has arrived', () => {
    enter();
    expect(sent).toEqual([]);
    draft.attachment = picture;
    composer.draw();
    expect(sent).toEqual(['the zip is broken']);
    composer.draw();
    expect(sent).toHaveLength(1);
  });

  it('sends nothing by itself after a failed upload or when the customer writes on', () => {
    enter();
    Object.assign(chat, { drafts: [], problem: '“tent.png” could not be uploaded.' });
    composer.draw();
    expect(sent).toEqual([]);
    expect(composer.text.value).toBe('the zip is broken');
    const second: Draft = { id: 'd2', name: 'b.png', stop: new AbortController() };
    Object.assign(chat, { drafts: [second], problem: '' });
    enter();
    composer.text.dispatchEvent(new Event('input'));
    second.attachment = picture;
    composer.draw();
    expect(sent).toEqual([]);
  });

  it('sends nothing by itself when the file that was waited for is taken away', () => {
    composer.draw();
    enter();
    composer.root.querySelector<HTMLButtonElement>('.chips button')?.click();
    expect(chat.drafts).toEqual([]);
    expect(sent).toEqual([]);
    enter();
    expect(sent).toEqual(['the zip is broken']);
  });

  it('is not held up by what failed before', () => {
    chat.problem = '“b.png” could not be uploaded.';
    enter();
    draft.attachment = picture;
    composer.draw();
    expect(sent).toEqual(['the zip is broken']);
  });

  it('leaves the focus where the customer has put it meanwhile', () => {
    const search = document.body.appendChild(document.createElement('input'));
    composer.text.focus();
    enter();
    search.focus();
    draft.attachment = picture;
    composer.draw();
    expect(sent).toHaveLength(1);
    expect(document.activeElement).toBe(search);
  });
});
