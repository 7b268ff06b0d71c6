import { describe, expect, it } from 'vitest';

import type { ConversationRow } from '../api/types';
import { conversationRow, minute } from '../test-events';
import { News, saidOf, type Around } from './news';
import { isQuiet, notificationSettings } from './settings.svelte';

const ME = 'agt_me';
const around: Around = { me: ME, available: true, now: Date.parse(minute(5)) };
const mine = { kind: 'agent', id: ME } as const;
const news = () => new News(Date.parse(minute(0)));
const row = (change: Partial<ConversationRow>) => conversationRow({ last_at: minute(1), ...change });
const wrote = (minutes: number) =>
  row({ holder: mine, preview_by: 'customer', unread: 1, last_at: minute(minutes), preview: 'Where is it?' });

describe('News', () => {
  it('tells what was handed to me and what is written there, once', () => {
    const all = news();
    expect(all.of(row({ holder: { kind: 'agent', id: 'agt_ben' } }), around)).toBeUndefined();
    expect(all.of(row({ holder: mine }), around)).toBe('handed');
    expect(all.of(row({ holder: mine }), around)).toBeUndefined();
    expect(all.of(wrote(3), around)).toBe('message');
    expect(all.of(wrote(3), around)).toBeUndefined();
    expect(all.of({ ...wrote(4), preview_by: 'agent' }, around)).toBeUndefined();
  });

  it('knows what was mine before', () => {
    const all = news();
    all.known(row({ holder: mine }), around);
    expect(all.of(row({ holder: mine }), around)).toBeUndefined();
    const due = { target: 'first_reply', missed: false, due_at: minute(9), near_at: minute(4) } as const;
    expect(all.of(row({ holder: mine, sla: due }), around)).toBe('due');
    expect(all.of(row({ holder: mine, sla: due }), around)).toBeUndefined();
  });

  it('tells who waits while I take conversations, once and not what is old', () => {
    const called = (since: string) => row({ handover: { reason: 'asked', note: '', since } });
    const all = news();
    expect(all.of(called(minute(2)), { ...around, available: false })).toBeUndefined();
    expect(all.of(called(minute(3)), around)).toBe('waiting');
    expect(all.of(called(minute(3)), around)).toBeUndefined();
    expect(news().of(called(minute(-30)), around)).toBeUndefined();
  });
});

describe('saidOf', () => {
  it('never has the customer’s words or name unless I chose so', () => {
    const plain = saidOf('message', wrote(3), false);
    expect(`${plain.title} ${plain.body}`).not.toMatch(/Mia|Where/);
    const full = saidOf('message', wrote(3), true);
    expect(full).toEqual({
      title: 'Mia Keller: new message in a conversation of yours',
      body: 'Where is it?',
    });
    expect(saidOf('message', { ...wrote(3), preview_hostile: true }, true).body).toBe(
      'Hostile message, hidden',
    );
    expect(saidOf('waiting', row({}), false, 3).title).toBe('3 customers are waiting for a person');
  });
});

describe('isQuiet', () => {
  const at = (time: string) => new Date(`2026-11-23T${time}:00`);

  it('keeps quiet hours over midnight, and until a moment', () => {
    const night = { ...notificationSettings.wanted, quiet: true, from: '18:00', to: '08:00' };
    expect(['17:59', '18:00', '23:30', '07:59', '08:00'].map((time) => isQuiet(night, at(time)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    const lunch = { ...night, from: '12:00', to: '13:00' };
    expect([isQuiet(lunch, at('12:30')), isQuiet(lunch, at('13:00'))]).toEqual([true, false]);
    expect(isQuiet({ ...night, quiet: false }, at('23:00'))).toBe(false);
    const muted = { ...night, quiet: false, mutedUntil: at('12:00').getTime() };
    expect([isQuiet(muted, at('11:59')), isQuiet(muted, at('12:00'))]).toEqual([true, false]);
  });
});

it('keeps what each agent chose apart', () => {
  notificationSettings.of('agt_1');
  notificationSettings.change({ on: true, words: true });
  notificationSettings.of('agt_2');
  expect(notificationSettings.wanted.on).toBe(false);
  notificationSettings.of('agt_1');
  expect(notificationSettings.wanted).toMatchObject({ on: true, words: true, kinds: { waiting: true } });
});
