import { describe, expect, it } from 'vitest';

import type { SlaNext } from '../api/types';
import { lengthOf, minutesOf, slaWords } from './sla';

const NOW = Date.parse('2026-11-23T10:00:00');
const at = (minutes: number) => new Date(NOW + minutes * 60_000).toISOString();
const sla = (change: Partial<SlaNext>): SlaNext => ({ target: 'first_reply', missed: false, ...change });
const words = (change: Partial<SlaNext>) => slaWords(sla(change), NOW, 'en-GB');

describe('slaWords', () => {
  it('counts down while there is time, and names the moment where that is far', () => {
    expect(words({ due_at: at(12), near_at: at(5) })).toMatchObject({
      level: 'fine',
      short: 'Reply: 12:00 left',
    });
    expect(words({ due_at: at(260), near_at: at(200), target: 'resolution' })).toMatchObject({
      level: 'fine',
      short: 'Resolve by 14:20',
    });
    expect(words({ due_at: at(24 * 60), near_at: at(200) }).short).toBe('Reply by tomorrow 10:00');
  });

  it('says near and missed in words', () => {
    const near = words({ due_at: at(3), near_at: at(-2) });
    expect(near).toMatchObject({ level: 'near', short: 'Reply: 3:00 left' });
    expect(near.full).toContain('near');
    expect(words({ due_at: at(0) })).toMatchObject({ level: 'missed', short: 'Reply: missed now' });
    const missed = words({ due_at: at(-5), missed: true });
    expect(missed).toMatchObject({ level: 'missed', short: 'Reply: missed 5:00' });
    expect(missed.full).toBe('First reply was due at 09:55 and is missed.');
  });

  it('says that it stands still while nobody waits for us', () => {
    const still = words({ left_s: 1500, target: 'resolution' });
    expect(still).toMatchObject({ level: 'still', short: 'Resolve: paused' });
    expect(still.full).toContain('25 minutes of business hours left');
    expect(words({ left_s: 0, missed: true }).level).toBe('missed');
  });
});

describe('lengths', () => {
  it('reads and writes minutes and hours', () => {
    expect([undefined, 45, 60, 90, 480].map(lengthOf)).toEqual([
      { amount: '', unit: 'minutes' },
      { amount: '45', unit: 'minutes' },
      { amount: '1', unit: 'hours' },
      { amount: '90', unit: 'minutes' },
      { amount: '8', unit: 'hours' },
    ]);
    expect(minutesOf({ amount: ' 1,5 ', unit: 'hours' })).toBe(90);
    expect(minutesOf({ amount: '', unit: 'hours' })).toBeUndefined();
    for (const amount of ['soon', '0', '-3', '1.5']) expect(minutesOf({ amount, unit: 'minutes' })).toBeNaN();
  });
});
