import { expect, it } from 'vitest';

import { editAddress, fileWords } from './files';

it('speaks of files as people do', () => {
  expect(fileWords('topics/delivery-cost.md')).toBe('Topic: delivery cost');
  expect(fileWords('company.yaml')).toBe('Company');
  expect(fileWords('tests/answers.yaml')).toBe('Tests: answers');
});

it('leads a topic, a flow and a statement to its form and another file to its text', () => {
  expect(editAddress('topics/delivery-cost.md')).toBe('/draft/topics/delivery-cost');
  expect(editAddress('flows/a.yaml')).toBe('/draft/flows/a');
  expect(editAddress('statements/a.yaml')).toBe('/draft/statements/a');
  expect(editAddress('tests/a.yaml')).toBe('/draft/file?path=tests%2Fa.yaml');
});
