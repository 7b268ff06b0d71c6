import { expect, it } from 'vitest';

import { matchPath, PAGES } from './routes';

it('finds pages and the values in their addresses', () => {
  expect(matchPath('/conversations/cnv_1')?.params).toEqual({ conversation: 'cnv_1' });
  expect(matchPath('/settings/team/')?.params).toEqual({ part: 'team' });
  expect(matchPath('/nowhere/at/all')).toBeUndefined();
});

it('takes no harm from a broken address', () => {
  expect(matchPath('/settings/%E0%A4%A')?.params).toEqual({ part: '%E0%A4%A' });
});

it('has every address once', () => {
  const paths = PAGES.map((page) => page.path);
  expect(new Set(paths).size).toBe(paths.length);
});
