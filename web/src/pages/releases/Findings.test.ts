import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';

import Findings from './Findings.svelte';

it('shows both of two failed tests that bear the same name', () => {
  const failure = { customer: 'Where is my parcel?', expected: 'orders', came: 'returns', turn: 1 };
  const test = { file: 'tests/orders.yaml', name: 'asks', passed: false, failures: [failure] };
  render(Findings, {
    checked: { findings: [], objections: [], publishable: true, tests: [test, test], moods: [] },
  });
  expect(screen.getAllByText('asks')).toHaveLength(2);
});
