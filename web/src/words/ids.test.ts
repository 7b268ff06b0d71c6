import { expect, it } from 'vitest';

import { AttemptKey } from './ids';

it('keeps the key of an attempt while the same is tried again', () => {
  const key = new AttemptKey();
  const first = key.of({ promise: 'I call you.' });
  expect(key.of({ promise: 'I call you.' })).toBe(first);
  const other = key.of({ promise: 'I call you', by: '2026-11-24' });
  expect(other).not.toBe(first);
  key.done();
  expect(key.of({ promise: 'I call you', by: '2026-11-24' })).not.toBe(other);
});
