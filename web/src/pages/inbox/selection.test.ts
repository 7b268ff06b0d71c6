import { describe, expect, it } from 'vitest';

import { among, NOTHING, ranged, toggled } from './selection';

const order = ['a', 'b', 'c', 'd', 'e'];
const ids = (chosen: { ids: ReadonlySet<string> }) => [...chosen.ids].sort();

describe('selecting rows', () => {
  it('one by one, and letting go', () => {
    const two = toggled(toggled(NOTHING, 'b'), 'd');
    expect(ids(two)).toEqual(['b', 'd']);
    expect(ids(toggled(two, 'b'))).toEqual(['d']);
  });

  it('as a range from the row that was pressed last, in both directions', () => {
    const from = toggled(NOTHING, 'c');
    expect(ids(ranged(from, order, 'e'))).toEqual(['c', 'd', 'e']);
    expect(ids(ranged(from, order, 'a'))).toEqual(['a', 'b', 'c']);
    expect(ids(ranged(ranged(from, order, 'e'), order, 'b'))).toEqual(['b', 'c', 'd', 'e']);
  });

  it('as a range without a beginning is one row', () => {
    expect(ids(ranged(NOTHING, order, 'b'))).toEqual(['b']);
    expect(ids(ranged({ ids: new Set(), anchor: 'gone' }, order, 'b'))).toEqual(['b']);
  });

  it('keeps what is still there', () => {
    const all = ranged(toggled(NOTHING, 'a'), order, 'e');
    expect(ids(among(all, ['b', 'e', 'x']))).toEqual(['b', 'e']);
    expect(among(all, ['b']).anchor).toBeUndefined();
    expect(among(all, order)).toBe(all);
  });
});
