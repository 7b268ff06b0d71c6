import { expect, it } from 'vitest';

import { mentioned, offered, typedMention } from './mentions';

const team = [
  { id: 'a', name: 'Ana Reyes' },
  { id: 'b', name: 'Ben Okafor' },
  { id: 'c', name: 'Ben Okafor-Lane' },
  { id: 'd', name: 'Reyansh Rao' },
];

it('knows where a mention is being typed', () => {
  expect(typedMention('Ask @be', 7)).toEqual({ start: 4, words: 'be' });
  expect(typedMention('@', 1)).toEqual({ start: 0, words: '' });
  expect(typedMention('@Ben Ok', 7)).toEqual({ start: 0, words: 'Ben Ok' });
  expect(typedMention('mia@mail', 8)).toBeUndefined();
  expect(typedMention('Ask @be, please', 15)).toBeUndefined();
  expect(typedMention('nobody', 6)).toBeUndefined();
});

it('offers those whose name begins so, then those with such a part', () => {
  expect(offered(team, 're').map((one) => one.id)).toEqual(['d', 'a']);
  expect(offered(team, 'ben').map((one) => one.id)).toEqual(['b', 'c']);
  expect(offered(team, 'zz')).toEqual([]);
});

it('finds each colleague who is called, and nobody whose name merely begins alike', () => {
  expect(mentioned('@Ben Okafor-Lane and @ana reyes', team).sort()).toEqual(['a', 'c']);
  expect(mentioned('Ben Okafor knows', team)).toEqual([]);
});

it('takes no address and no longer word for a call', () => {
  const ana = [{ id: 'a', name: 'Ana' }];
  expect(mentioned('Write to info@ana-shop.com, or to @ana.shop, @anabel, @ana-lena', ana)).toEqual([]);
  expect(mentioned('Thanks (@Ana).', ana)).toEqual(['a']);
  expect(mentioned('@ana’s case', ana)).toEqual(['a']);
});

it('offers nobody where the caret stands before the sign', () => {
  expect(typedMention('@be', 0)).toBeUndefined();
});
