import { describe, expect, it } from 'vitest';

import { dayWord, fieldValue, secondsWord, shortSpan, snoozeChoices, spokenSpan, waitSpan } from './time';

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

it('says short spans', () => {
  expect([-5, 30_000, 4 * MIN, 90 * MIN, 3 * DAY].map(shortSpan)).toEqual([
    'now',
    'now',
    '4 min',
    '1 h',
    '3 d',
  ]);
});

it('counts the seconds that a customer waits', () => {
  expect([-1, 42_000, 12 * MIN + 5_000, HOUR + 4 * MIN, 2 * DAY + HOUR].map(waitSpan)).toEqual([
    '0:00',
    '0:42',
    '12:05',
    '1 h 04',
    '2 d 1 h',
  ]);
});

it('says waits in whole words to screen readers', () => {
  expect([3_000, MIN, 12 * MIN, HOUR, 2 * DAY].map(spokenSpan)).toEqual([
    'less than a minute',
    '1 minute',
    '12 minutes',
    '1 hour',
    '2 days',
  ]);
});

it('says seconds as people do', () => {
  expect([45, 200, 3600, 4800].map(secondsWord)).toEqual(['45 s', '3 min', '1 h', '1 h 20 min']);
});

describe('dayWord', () => {
  const now = new Date(2026, 10, 18, 9, 0).getTime();
  const word = (...at: [number, number, number, number]) => dayWord(new Date(...at), now, 'en-GB');

  it('counts calendar days, not stretches of 24 hours', () => {
    expect(word(2026, 10, 18, 0)).toBe('Today');
    expect(word(2026, 10, 17, 23)).toBe('Yesterday');
    expect(word(2026, 10, 19, 1)).toBe('Tomorrow');
  });

  it('names the weekday within a week, then the date, then the year', () => {
    expect(word(2026, 10, 14, 12)).toBe('Saturday');
    expect(word(2026, 2, 3, 12)).toBe('3 March');
    expect(word(2025, 2, 3, 12)).toBe('3 March 2025');
  });
});

describe('snoozeChoices', () => {
  it('are all ahead, in the hours people work', () => {
    for (let day = 15; day < 22; day += 1) {
      const now = new Date(2026, 10, day, 22, 40).getTime();
      const choices = snoozeChoices(now);
      expect(choices.every(({ until }) => until.getTime() > now)).toBe(true);
      const monday = choices.find(({ label }) => label === 'On Monday');
      if (monday) expect(monday.until.getDay()).toBe(1);
    }
  });

  it('offer no moment twice: on Sunday, tomorrow is Monday', () => {
    const sunday = new Date(2026, 10, 15, 12, 0).getTime();
    expect(snoozeChoices(sunday).map(({ label }) => label)).toEqual([
      'In one hour',
      'In three hours',
      'Tomorrow morning',
      'In one week',
    ]);
  });
});

it('writes a moment as a field holds it, which reads back as the same minute', () => {
  const at = new Date(2026, 2, 5, 9, 7);
  expect(fieldValue(at)).toBe('2026-03-05T09:07');
  expect(new Date(fieldValue(at))).toEqual(at);
});
