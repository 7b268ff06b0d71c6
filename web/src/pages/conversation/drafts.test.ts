import { beforeEach, expect, it } from 'vitest';

import { Drafts } from './drafts';

const DAY = 24 * 60 * 60_000;
let drafts: Drafts;

beforeEach(() => {
  localStorage.clear();
  drafts = new Drafts(localStorage);
});

it('keeps one draft a conversation, also for the next visit', () => {
  drafts.set('cnv_1', { kind: 'reply', text: 'Dear Mia,' }, 0);
  drafts.set('cnv_2', { kind: 'note', text: 'ask the warehouse' }, 0);
  const later = new Drafts(localStorage);
  expect(later.get('cnv_1')).toEqual({ kind: 'reply', text: 'Dear Mia,' });
  expect(later.get('cnv_2')).toEqual({ kind: 'note', text: 'ask the warehouse' });
  expect(later.get('cnv_3')).toBeUndefined();
});

it('forgets a draft that was sent or emptied', () => {
  drafts.set('cnv_1', { kind: 'reply', text: 'x' }, 0);
  drafts.set('cnv_1', { kind: 'reply', text: '  ' }, 0);
  expect(drafts.get('cnv_1')).toBeUndefined();
  expect(localStorage).toHaveLength(0);
});

it('forgets old drafts, and all of them on signing out, but nothing else in the browser', () => {
  localStorage.setItem('rapport.theme', 'dark');
  drafts.set('old', { kind: 'reply', text: 'x' }, 0);
  drafts.set('new', { kind: 'reply', text: 'y' }, 40 * DAY);
  drafts.clear('old', 41 * DAY);
  expect(drafts.get('old')).toBeUndefined();
  expect(drafts.get('new')).toBeDefined();
  drafts.clear('all', 41 * DAY);
  expect(drafts.get('new')).toBeUndefined();
  expect(localStorage.getItem('rapport.theme')).toBe('dark');
});

it('takes no harm from what others wrote there', () => {
  localStorage.setItem('rapport.draft.cnv_1', '{broken');
  expect(drafts.get('cnv_1')).toBeUndefined();
});
