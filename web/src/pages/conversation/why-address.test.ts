import { describe, expect, it } from 'vitest';

import { whyAddress, whyOf } from './why-address';

describe('the address of an explanation', () => {
  const query = new URLSearchParams('view=waiting');

  it('keeps the list beside it as it is', () => {
    expect(whyAddress('/conversations/c', query, 12)).toBe('/conversations/c?view=waiting&why=12');
    expect(whyAddress('/conversations/c', new URLSearchParams('view=mine&why=12'), undefined)).toBe(
      '/conversations/c?view=mine',
    );
    expect(whyAddress('/conversations/c', new URLSearchParams('why=12'), undefined)).toBe('/conversations/c');
    expect(query.has('why')).toBe(false);
  });

  it.each([
    ['why=12', 12],
    ['why=0', undefined],
    ['why=x', undefined],
    ['why=', undefined],
    ['view=mine', undefined],
  ])('%s asks for %s', (text, seq) => expect(whyOf(new URLSearchParams(text))).toBe(seq));
});
