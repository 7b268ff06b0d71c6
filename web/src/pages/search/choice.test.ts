import { describe, expect, it } from 'vitest';

import { choiceOf, filterCount, isEnough, queryOf, searchAddress, type SearchChoice } from './choice';

const whole: SearchChoice = {
  q: '"broken zip" tent',
  status: 'open',
  inbox: 'inb_1',
  tag: 'refund',
  by: 'customer',
  from: '2026-03-01',
  to: '2026-03-31',
};

describe('the address of a search', () => {
  it('tells what is searched for and where', () => {
    const address = new URL(searchAddress(whole), 'http://desk.test');
    expect(address.pathname).toBe('/search');
    expect(choiceOf(address.searchParams)).toEqual(whole);
    expect(searchAddress({ q: '' })).toBe('/search');
  });

  it('that asks for something unknown searches without it', () => {
    const choice = choiceOf(new URLSearchParams('q=x&status=lost&by=me&from=yesterday&to=2026-99-99'));
    expect(filterCount(choice)).toBe(0);
    expect(choice.q).toBe('x');
  });
});

describe('what the server is asked', () => {
  it('are moments from the first day up to the end of the last one', () => {
    const { from, until } = queryOf(whole);
    expect(new Date(from ?? '').getTime()).toBe(new Date(2026, 2, 1).getTime());
    expect(new Date(until ?? '').getTime()).toBe(new Date(2026, 3, 1).getTime());
  });

  it('has nothing that was not chosen', () => {
    expect(queryOf({ q: 'tent' })).toEqual({ q: 'tent' });
    expect(filterCount(whole)).toBe(6);
  });
});

it.each([
  ['', false],
  [' … ', false],
  ['a', true],
  ['№ 7', true],
])('%j is enough to search for: %s', (q, enough) => expect(isEnough(q)).toBe(enough));
