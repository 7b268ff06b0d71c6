import { cleanup, fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, expect, it, vi } from 'vitest';

import { conversationRow, said } from '../../test-events';
import Composer from './Composer.svelte';
import type { OpenConversation } from './conversation.svelte';
import { drafts } from './drafts';

const note = vi.fn<OpenConversation['note']>();
const reply = vi.fn<OpenConversation['reply']>();
let field: HTMLTextAreaElement;
let conversation: unknown;

beforeEach(() => {
  localStorage.clear();
  vi.resetAllMocks();
  conversation = { id: 'cnv_1', mine: true, sayTyping: () => undefined, note, reply, events: [] };
  render(Composer, {
    conversation: conversation as OpenConversation,
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
  await vi.waitFor(() => expect(field.value).toBe(''));
  expect(reply).not.toHaveBeenCalled();
});

it('keeps what is typed while a note is on its way', async () => {
  const end = pendingNote();
  await press('Note');
  await type('Called the carrier.');
  await press('Add note');
  await type('Called the carrier. They call back.');
  await end(true);
  await vi.waitFor(() => expect(field.value).toBe(' They call back.'));
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
  expect(reply).toHaveBeenCalledExactlyOnceWith('It is on its way.', [], [], 1);
  expect(field.value).toBe('');
  expect(drafts.get('cnv_1')).toBeUndefined();
});

it('does not send a reply over one that landed after it was begun, until that is said', async () => {
  cleanup();
  const ben = said(5, 'agent', 'It is on its way.', 5, 'agt_ben');
  if (ben.kind === 'message') ben.message.author.name = 'Ben';
  drafts.set('cnv_1', { kind: 'reply', text: 'I look for it.', seen: 3 }, Date.now());
  const row = conversationRow();
  const events = [said(3, 'customer', 'Where is it?'), ben];
  const open = { ...(conversation as object), events } as unknown as OpenConversation;
  const onshow = vi.fn();
  render(Composer, { conversation: open, row, onundo: () => undefined, onshow });
  expect(screen.getByText('Ben replied after you began.')).toBeTruthy();
  await press('Show it');
  expect(onshow).toHaveBeenCalledWith(5);
  await press('Send');
  expect(reply).not.toHaveBeenCalled();
  expect(screen.getByRole('alert').textContent).toContain('Nothing of yours is sent yet');
  await press('Send anyway');
  expect(reply).toHaveBeenCalledExactlyOnceWith('I look for it.', [], [], 5);
});

it('keeps what was confirmed of promises with the draft', async () => {
  cleanup();
  const promises = [
    { kind: 'made', promise: 'I call you.', by: '2026-11-24T12:00:00Z' } as const,
    { kind: 'moved', of: 4, by: '2026-11-25T12:00:00Z' } as const,
  ];
  drafts.set('cnv_1', { kind: 'reply', text: 'I call you.', promises }, Date.now());
  render(Composer, {
    conversation: conversation as OpenConversation,
    row: conversationRow(),
    onundo: () => undefined,
  });
  await tick();
  expect(drafts.get('cnv_1')?.promises).toEqual(promises);
  await press('Send');
  expect(reply).toHaveBeenCalledExactlyOnceWith('I call you.', [], promises, 1);
});

it('asks of a reply that comes back whether it still fits', async () => {
  cleanup();
  const events = [said(3, 'customer', 'Where is it?'), said(5, 'agent', 'On its way.', 5, 'agt_ben')];
  const open = { ...(conversation as object), events } as unknown as OpenConversation;
  const { component } = render(Composer, {
    conversation: open,
    row: conversationRow(),
    onundo: () => undefined,
  });
  component.rewrite({
    clientId: 'a',
    text: 'I look for it.',
    attachments: [],
    seen: 3,
    at: 0,
    state: 'failed',
  });
  await tick();
  await press('Send');
  expect(reply).not.toHaveBeenCalled();
});
