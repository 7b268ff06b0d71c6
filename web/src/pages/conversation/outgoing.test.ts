import { expect, it } from 'vitest';

import { minute, said } from '../../test-events';
import { Outbox, unsettled, withHeld, type Pending } from './outgoing';

const ME = 'agt_me';
const pending = (clientId: string, text: string, state: Pending['state'] = 'sending'): Pending => ({
  clientId,
  text,
  attachments: [],
  at: Date.parse(minute(10)),
  state,
});
const left = (waiting: Pending[], events: Parameters<typeof unsettled>[1]) =>
  unsettled(waiting, events, ME).map((one) => one.clientId);

it('shows a reply once when its event comes before the answer to the call', () => {
  expect(left([pending('a', 'On it.')], [said(3, 'agent', 'On it.', 10, ME)])).toEqual([]);
});

it('matches two equal replies one to one', () => {
  expect(left([pending('a', 'ok'), pending('b', 'ok')], [said(3, 'agent', 'ok', 10, ME)])).toEqual(['b']);
});

it('is not fooled by colleagues, customers, or the same words said long ago', () => {
  const events = [
    said(1, 'agent', 'On it.', 1, ME),
    said(2, 'agent', 'On it.', 10, 'agt_other'),
    said(3, 'customer', 'On it.', 10),
  ];
  expect(left([pending('a', 'On it.')], events)).toEqual(['a']);
});

it('keeps a reply that failed, whatever else was said', () => {
  expect(left([pending('a', 'On it.', 'failed')], [said(3, 'agent', 'On it.', 10, ME)])).toEqual(['a']);
});

it('is not lost when the page is closed, and stays the same message', () => {
  localStorage.clear();
  const before = new Outbox(localStorage);
  before.keep('cnv_1', [pending('a', 'On it.')]);
  const [found] = new Outbox(localStorage).take('cnv_1');
  expect(found).toMatchObject({ clientId: 'a', text: 'On it.', state: 'failed' });
  before.keep('cnv_1', []);
  expect(localStorage).toHaveLength(0);
});

it('is forgotten on signing out', () => {
  localStorage.clear();
  const outbox = new Outbox(localStorage);
  outbox.keep('cnv_1', [pending('a', 'On it.')]);
  outbox.clear();
  expect(outbox.take('cnv_1')).toEqual([]);
});

const held = {
  client_id: 'a',
  agent: ME,
  text: 'Hello',
  attachments: [],
  promises: [],
  at: '2026-11-23T10:00:00Z',
  due_at: '2026-11-23T10:00:05Z',
};
const heldAt = Date.parse(held.at);

it('shows what the server holds after a reload, with the time that is left', () => {
  const [one] = withHeld([], [held], ME, heldAt + 2_000);
  expect(one).toMatchObject({ clientId: 'a', state: 'held', dueAt: heldAt + 5_000 });
  expect(withHeld([], [held], 'agt_other', heldAt)).toEqual([]);
});

it('lets go of what the server has sent, and brings back what it could not send', () => {
  const before = withHeld([], [held], ME, heldAt);
  expect(withHeld(before, [], ME, heldAt)).toEqual([]);
  const [refused] = withHeld(before, [{ ...held, refused: 'held_by_other' as const }], ME, heldAt);
  expect(refused).toMatchObject({ state: 'failed' });
  expect(refused?.problem).toContain('Somebody else');
});
