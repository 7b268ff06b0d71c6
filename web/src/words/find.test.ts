import { expect, it } from 'vitest';

import { holdsWords } from './find';

it('finds every word in whichever text', () => {
  expect(holdsWords(['Return it', undefined, 'Thirty days'], ' days  RETURN ')).toBe(true);
  expect(holdsWords(['Return it'], 'return days')).toBe(false);
  expect(holdsWords([null], '  ')).toBe(true);
});
