import { describe, expect, it } from 'vitest';

import type { ConversationRow } from '../../api/types';
import { belongs, feelingOf, inboxAddress, shownViews, sortRows, viewOf, withRow } from './views';

const ME = 'agt_me';
const row = (id: string, change: Partial<ConversationRow> = {}): ConversationRow => ({
  id,
  customer: { id: 'cus_1' },
  channel: 'widget',
  inbox: 'inb_1',
  status: 'pending',
  holder: { kind: 'assistant' },
  valence: 0,
  urgency: 0,
  unread: 0,
  preview: '',
  preview_hostile: false,
  hard: false,
  last_at: '2026-11-18T09:00:00Z',
  priority: 0,
  counts_from: '2026-11-18T09:00:00Z',
  fence: 0,
  tags: [],
  seq: 1,
  ...change,
});
const ids = (rows: ConversationRow[]) => rows.map(({ id }) => id);
const held = (by: string) => ({ status: 'open', holder: { kind: 'agent', id: by } }) as const;

describe('belongs', () => {
  it('sorts conversations into the parts of the inbox', () => {
    expect(belongs(row('a', held(ME)), 'mine', ME)).toBe(true);
    expect(belongs(row('a', held('agt_other')), 'mine', ME)).toBe(false);
    expect(belongs(row('a', { status: 'open' }), 'waiting', ME)).toBe(true);
    expect(belongs(row('a', held(ME)), 'waiting', ME)).toBe(false);
    expect(belongs(row('a'), 'assistant', ME)).toBe(true);
    expect(belongs(row('a', { status: 'resolved' }), 'all', ME)).toBe(true);
    expect(belongs(row('a', { status: 'snoozed' }), 'all', ME)).toBe(true);
  });
});

describe('sortRows', () => {
  it('serves who waits as their place in the queue counts', () => {
    const rows = [
      row('late', { counts_from: '2026-11-18T08:35:00Z' }),
      row('early', { counts_from: '2026-11-18T08:31:00Z' }),
      row('urgent', { counts_from: '2026-11-11T09:09:00Z' }),
    ];
    expect(ids(sortRows(rows, 'waiting'))).toEqual(['urgent', 'early', 'late']);
  });

  it('shows what is due next first among response times, and only what runs', () => {
    const due = (due_at?: string) => ({ sla: { target: 'first_reply', missed: false, due_at } }) as const;
    const rows = [row('later', due('2026-11-18T11:00:00Z')), row('next', due('2026-11-18T10:00:00Z'))];
    expect(ids(sortRows(rows, 'sla'))).toEqual(['next', 'later']);
    expect(belongs(row('a', due('2026-11-18T10:00:00Z')), 'sla', ME)).toBe(true);
    expect(belongs(row('a', due()), 'sla', ME)).toBe(false);
    const none = {
      mine: 0,
      waiting: 0,
      all: 0,
      assistant: 0,
      snoozed: 0,
      resolved: 0,
      promises: 0,
      mentions: 0,
    };
    expect(shownViews(none).some((view) => view.id === 'sla')).toBe(false);
    expect(shownViews({ ...none, sla: 0 }).some((view) => view.id === 'sla')).toBe(true);
  });

  it('shows the newest first elsewhere', () => {
    const rows = [row('old'), row('new', { last_at: '2026-11-18T10:00:00Z' })];
    expect(ids(sortRows(rows, 'all'))).toEqual(['new', 'old']);
  });
});

describe('withRow', () => {
  it('adds, renews and removes as a conversation moves', () => {
    let rows = withRow([], row('a', { status: 'open' }), { view: 'waiting' }, ME);
    expect(ids(rows)).toEqual(['a']);
    rows = withRow(rows, row('a', { status: 'open', preview: 'new words' }), { view: 'waiting' }, ME);
    expect(rows.map(({ preview }) => preview)).toEqual(['new words']);
    expect(withRow(rows, row('a', held('agt_other')), { view: 'waiting' }, ME)).toEqual([]);
  });

  it('keeps to the feeling that is asked for', () => {
    const choice = { view: 'all', feeling: 'angry' } as const;
    expect(withRow([], row('a', { feeling: 'calm' }), choice, ME)).toEqual([]);
    expect(ids(withRow([], row('a', { feeling: 'angry' }), choice, ME))).toEqual(['a']);
  });

  it('keeps to the tag that is asked for', () => {
    const choice = { view: 'all', tag: 'refund' } as const;
    expect(withRow([], row('a'), choice, ME)).toEqual([]);
    const tagged = withRow([], row('a', { tags: ['refund', 'vip'] }), choice, ME);
    expect(ids(tagged)).toEqual(['a']);
    expect(withRow(tagged, row('a', { tags: ['vip'] }), choice, ME)).toEqual([]);
  });

  it('keeps to the colleague and the team that are asked for', () => {
    const ofBen = { view: 'all', agent: 'agt_ben' } as const;
    expect(withRow([], row('a', held(ME)), ofBen, ME)).toEqual([]);
    expect(ids(withRow([], row('a', held('agt_ben')), ofBen, ME))).toEqual(['a']);
    const ofReturns = { view: 'all', team: 'tem_1' } as const;
    const isIn = (team: string, agent: string | undefined) => team === 'tem_1' && agent === 'agt_ben';
    expect(ids(withRow([], row('a', held('agt_ben')), ofReturns, ME, isIn))).toEqual(['a']);
    expect(withRow([], row('a', held(ME)), ofReturns, ME, isIn)).toEqual([]);
    const handed = {
      by: { id: ME, name: 'Me' },
      to: { kind: 'team', id: 'tem_1', name: 'Returns' },
      note: '',
      at: '2026-11-18T09:00:00Z',
    } as const;
    expect(ids(withRow([], row('a', { status: 'open', handed }), ofReturns, ME, isIn))).toEqual(['a']);
  });

  it('adds nothing to search results, but renews what stands there', () => {
    const choice = { view: 'all', q: 'mia' } as const;
    expect(withRow([], row('a'), choice, ME)).toEqual([]);
    expect(withRow([row('a')], row('a', { unread: 2 }), choice, ME)[0]?.unread).toBe(2);
  });
});

describe('addresses', () => {
  it('keep the list beside an open conversation', () => {
    expect(inboxAddress({ view: 'waiting', feeling: 'sad' }, 'cnv_1')).toBe(
      '/conversations/cnv_1?view=waiting&feeling=sad',
    );
    expect(inboxAddress({ view: 'all' })).toBe('/inbox');
  });

  it('that ask for something unknown show everything', () => {
    const query = new URLSearchParams('view=secret&feeling=smug');
    expect(viewOf(query)).toBe('all');
    expect(feelingOf(query)).toBeUndefined();
  });
});
