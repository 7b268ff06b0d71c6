// @vitest-environment node
import { readFileSync } from 'node:fs';

import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { expect, it } from 'vitest';

it('is what openapi.json says; after a change of the API run `npm run generate`', async () => {
  const written = readFileSync(new URL('./schema.ts', import.meta.url), 'utf8');
  const api: unknown = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'));
  const generated = COMMENT_HEADER + astToString(await openapiTS(api as string));
  expect(written === generated).toBe(true);
});
