import { expect, it } from 'vitest';

import { localInput } from './moment';

it('gives a moment in local time, which reads back as the same minute', () => {
  const at = new Date(2026, 10, 4, 9, 5);
  expect(localInput(at)).toBe('2026-11-04T09:05');
  expect(new Date(localInput(at)).getTime()).toBe(at.getTime());
});
