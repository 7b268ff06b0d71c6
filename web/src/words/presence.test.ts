import { expect, it } from 'vitest';

import { presenceWords } from './presence';

it('says who writes before who looks', () => {
  expect(presenceWords([])).toEqual([]);
  expect(
    presenceWords([
      { name: 'Dana', state: 'looking' },
      { name: 'Ben', state: 'writing' },
      { name: 'Lee', state: 'looking' },
      { name: 'Kim', state: 'noting' },
    ]),
  ).toEqual(['Ben is writing a reply', 'Kim is writing a note', 'Dana and Lee are looking at this too']);
});
