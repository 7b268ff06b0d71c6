import { expect, it } from 'vitest';

import { languageCodes, languageName } from './languages';

it('names languages, and reads codes however they are typed', () => {
  expect(languageName('de')).toBe('German');
  expect(languageName('not a code')).toBe('not a code');
  expect(languageCodes(' de, fr-CA;DE  it ')).toEqual(['de', 'fr', 'it']);
  expect(languageCodes('')).toEqual([]);
});
