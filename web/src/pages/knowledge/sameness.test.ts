import { describe, expect, it } from 'vitest';

import { daysAgo, period, tableOf } from './sameness';

describe('proof of sameness', () => {
  it('counts days back over the ends of months', () => {
    expect(daysAgo(0, new Date(2026, 2, 1, 23, 59))).toBe('2026-03-01');
    expect(daysAgo(1, new Date(2026, 2, 1, 0, 1))).toBe('2026-02-28');
  });

  it('takes whole days, the last one too', () => {
    const whole = period('2026-11-01', '2026-11-01');
    const length = Date.parse(whole?.until ?? '') - Date.parse(whole?.from ?? '');
    expect(length).toBe(24 * 3_600_000);
  });

  it('asks for nothing where the days make no period', () => {
    expect(period('', '2026-11-01')).toBeUndefined();
    expect(period('2026-11-02', '2026-11-01')).toBeUndefined();
  });

  it('writes one answer a line', () => {
    const table = tableOf([
      {
        at: '2026-11-23T10:00:00Z',
        customer: 'cus_1',
        conversation: 'cnv_1',
        seq: 6,
        channel: 'widget',
        version: 2,
        release: 'rel_1',
      },
    ]);
    expect(table.split('\r\n')).toEqual([
      'at,customer,conversation,seq,channel,version,release',
      '2026-11-23T10:00:00Z,cus_1,cnv_1,6,widget,2,rel_1',
      '',
    ]);
  });
});
