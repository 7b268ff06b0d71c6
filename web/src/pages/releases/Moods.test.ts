import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';

import type { FlowInMoods, Mood } from '../../api/types';
import Moods from './Moods.svelte';

const MOODS: Mood[] = ['calm', 'angry', 'anxious', 'grieving', 'hurried'];

function flow(failing?: Mood): FlowInMoods {
  const transcript = [{ customer: 'I want to send it back', reply: 'Great! Which order?' }];
  const failure = {
    turn: 1,
    flow: 'return-it',
    step: 'ask',
    wrong: 'Cheer grates.',
    said: 'Great! Which order?',
  };
  return {
    flow: 'return-it',
    request: 'I want to send it back',
    moods: MOODS.map((mood) => ({
      mood,
      passed: mood !== failing,
      failures: mood === failing ? [failure] : [],
      transcript,
    })),
  };
}

it('tells flow, mood, step and what was said where one does not fit', () => {
  render(Moods, { flows: [flow('grieving')] });
  expect(screen.getByRole('heading', { level: 2 }).textContent).toContain('1 of 1 flows does not fit');
  expect(screen.getByText('Cheer grates.')).toBeTruthy();
  expect(screen.getByText('ask')).toBeTruthy();
  expect(screen.getByRole('button', { name: /grieving: does not fit/ })).toBeTruthy();
});

it('shows what was said when a field is chosen', async () => {
  render(Moods, { flows: [flow()] });
  expect(screen.getByRole('heading', { level: 2 }).textContent).toContain('fits customers in five moods');
  await fireEvent.click(screen.getByRole('button', { name: /hurried: fits/ }));
  expect(screen.getByRole('region', { name: 'What was said' }).textContent).toContain(
    'I want to send it back',
  );
});

it('says which flows nobody can get to', () => {
  render(Moods, { flows: [flow(), { flow: 'lonely', moods: [] }] });
  expect(screen.getByText(/Nothing leads to Lonely/)).toBeTruthy();
});
