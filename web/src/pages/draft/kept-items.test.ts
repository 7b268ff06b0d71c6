import { expect, it } from 'vitest';

import { KeptItems } from './kept-items';

interface Thing {
  name: string;
  words: string[];
}

it('gives back what was typed, with what a version of before did not know', () => {
  localStorage.clear();
  const complete = (thing: Thing) => ({ ...thing, words: thing.words ?? [] });
  const kept = new KeptItems<Thing>('thing', ({ name }) => name !== undefined, complete);
  localStorage.setItem('rapport.thing.one', JSON.stringify({ item: { name: 'One' }, mark: 'm1' }));
  expect(kept.get('one')).toEqual({ item: { name: 'One', words: [] }, mark: 'm1' });
  localStorage.setItem('rapport.thing.two', JSON.stringify({ item: {}, mark: 'm1' }));
  expect(kept.get('two')).toBeUndefined();
});
