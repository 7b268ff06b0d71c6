import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import type { CheckedContent } from '../../api/types';
import { session } from '../../session.svelte';
import Look from './Look.svelte';
import { progressWords } from './proofs';

const failing: CheckedContent = {
  publishable: true,
  findings: [],
  objections: ['1 of 3 conversation tests fails.'],
  tests: [
    {
      file: 'tests/a.yaml',
      name: 'cost',
      passed: false,
      failures: [
        { turn: 1, customer: 'How much?', expected: 'topic: cost', came: 'topic: none', topic: 'cost' },
      ],
    },
  ],
  moods: [],
  changes: [{ kind: 'topic', id: 'cost', title: 'Cost', how: 'changed', fields: [] }],
};

function signIn(role: 'designer' | 'leader') {
  session.agent = {
    id: 'agt_1',
    name: 'Dana',
    email: 'dana@x.example',
    role,
    available: true,
    languages: [],
    skills: [],
    created_at: '2026-11-23T09:00:00Z',
  };
}

it('refuses a designer while tests fail, and leads to the topic', () => {
  signIn('designer');
  render(Look, { checked: failing, busy: false, onpublish: vi.fn() });
  expect(screen.queryByRole('button', { name: /Publish/ })).toBeNull();
  expect(screen.getByText(/A team leader can publish/)).toBeTruthy();
  expect(screen.getByRole('link', { name: /Cost/ }).getAttribute('href')).toBe('/draft/topics/cost');
});

it('asks a team leader for a reason', async () => {
  signIn('leader');
  const onpublish = vi.fn();
  render(Look, { checked: failing, busy: false, onpublish });
  await fireEvent.click(screen.getByRole('button', { name: /all the same/ }));
  const go = screen.getByRole('button', { name: 'Go on all the same', hidden: true });
  await fireEvent.click(go);
  expect(onpublish).not.toHaveBeenCalled();
  await fireEvent.input(screen.getByLabelText('Why it cannot wait'), {
    target: { value: 'The price changed at noon.' },
  });
  await fireEvent.click(go);
  expect(onpublish).toHaveBeenCalledWith('The price changed at noon.');
});

it('says how far a look is', () => {
  expect(progressWords({ stage: 'tests', done: 3, total: 9 })).toBe(
    'Playing its conversation tests (3 of 9)…',
  );
  expect(progressWords({ stage: 'learning', done: 0, total: 0 })).toBe('Learning the draft…');
});
