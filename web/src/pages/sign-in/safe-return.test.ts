import { expect, it } from 'vitest';

import { safeReturn } from './safe-return';

it('goes back to the page that was asked for', () => {
  expect(safeReturn('/conversations/cnv_1?view=waiting')).toBe('/conversations/cnv_1?view=waiting');
});

it('never leads to another site', () => {
  for (const asked of [
    null,
    '',
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/sign-in?to=/x',
  ]) {
    expect(safeReturn(asked)).toBe('/inbox');
  }
});
