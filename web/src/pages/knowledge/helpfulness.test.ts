import { describe, expect, it } from 'vitest';

import { judged, readTimes } from './helpfulness';

describe('what people said of answers', () => {
  it('tells a share with what it may well be', () => {
    expect(judged({ value: 0.6, low: 0.312, high: 0.832 })).toBe('60 %, likely 31 % to 83 %');
  });

  it('tells how often a page was read', () => {
    expect([0, 1, 2].map(readTimes)).toEqual(['Not read yet', 'Read once', 'Read 2 times']);
  });
});
