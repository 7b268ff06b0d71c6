import { fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, expect, it, vi } from 'vitest';

import { conversationRow } from '../../test-events';
import Composer from './Composer.svelte';
import type { OpenConversation } from './conversation.svelte';
import { drafts } from './drafts';

const note = vi.fn<OpenConversation['note']>();
const reply = vi.fn<OpenConversation['reply']>();
let field: HTMLTextAreaElement;

beforeEach(() => {
  localStorage.clear();
  vi.resetAllMocks();
  const conversation = { id: 'cnv_1', mine: true, sayTyping: () => undefined, note, reply };
  render(Composer, {
    conversation: conversation as unknown as OpenConversation,
    row: conversationRow(),
    onundo: () => undefined,
  });
  field = screen.getByRole('textbox');
});

const type = (text: string) => fireEvent.input(field, { target: { value: text } });
const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

/** A note that is on its way until the answer is called. */
function pendingNote(): (kept: boolean) => Promise<void> {
  let end: (kept: boolean) => void = () => undefined;
  const answer = new Promise<boolean>((resolve) => (end = resolve));
  note.mockReturnValue(answer);
  return async (kept) => {
    end(kept);
    await answer;
    await tick();
  };
}

it('keeps a note among colleagues when a reply is begun while it is on its way', async () => {
  const end = pendingNote();
  await press('Note');
  await type('He shouted at me on the phone.');
  await press('Add note');
  await press('Reply');
  await end(true);
  expect(note).toHaveBeenCalledOnce();
  expect(reply).not.toHaveBeenCalled();
  expect(field.value).toBe('');
});

it('keeps what is typed while a note is on its way', async () => {
  const end = pendingNote();
  await press('Note');
  await type('Called the carrier.');
  await press('Add note');
  await type('Called the carrier. They call back.');
  await end(true);
  expect(field.value).toBe(' They call back.');
  expect(drafts.get('cnv_1')?.text).toBe(' They call back.');
});

it('keeps a note that did not get through', async () => {
  const end = pendingNote();
  await press('Note');
  await type('Called the carrier.');
  await press('Add note');
  await end(false);
  expect(field.value).toBe('Called the carrier.');
  expect(drafts.get('cnv_1')).toEqual({ kind: 'note', text: 'Called the carrier.' });
});

it('sends a reply once and empties the field', async () => {
  await type('It is on its way.');
  await press('Send');
  expect(reply).toHaveBeenCalledExactlyOnceWith('It is on its way.', [], []);
  expect(field.value).toBe('');
  expect(drafts.get('cnv_1')).toBeUndefined();
});
