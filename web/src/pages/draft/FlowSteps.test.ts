import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';

import type { Finding } from '../../api/types';
import { notices } from '../../notices.svelte';
import { blankStep } from './flows';
import FlowSteps from './FlowSteps.svelte';

function steps() {
  const say = (id: string) => ({ ...blankStep('say', id), text: `Text of ${id}.` });
  return [say('first'), say('second'), say('third')];
}

const heads = () => [...document.querySelectorAll<HTMLElement>('[data-head]')];
const order = () => heads().map((head) => /(first|second|third)(-\d)?/.exec(head.textContent)?.[0]);

function show(findings: Finding[] = []) {
  render(FlowSteps, { steps: steps(), actions: [], flows: [], findings, opened: undefined });
}

it('moves a step by key, and keeps the focus on it', async () => {
  show();
  await fireEvent.keyDown(heads()[0]!, { key: 'ArrowDown', altKey: true });
  expect(order()).toEqual(['second', 'first', 'third']);
  await expect.poll(() => document.activeElement).toBe(heads()[1]);
  expect(notices.spoken).toContain('first is step 2 of 3');
});

it('copies a step under a name of its own, and brings back what was taken away', async () => {
  show();
  await fireEvent.click(heads()[1]!);
  await fireEvent.click(screen.getByRole('button', { name: 'Duplicate' }));
  expect(order()).toEqual(['first', 'second', 'second-2', 'third']);
  await fireEvent.click(screen.getByRole('button', { name: 'Take away' }));
  expect(order()).toEqual(['first', 'second', 'third']);
  notices.shown.at(-1)?.act?.run();
  await expect.poll(order).toEqual(['first', 'second', 'second-2', 'third']);
});

it('adds any kind of step below the one that is open', async () => {
  show();
  await fireEvent.click(heads()[0]!);
  await fireEvent.click(screen.getByRole('button', { name: 'Add a step below' }));
  await fireEvent.click(screen.getByRole('menuitem', { name: /^Branch/ }));
  expect(heads()[1]?.textContent).toContain('Branch');
  expect(screen.getByLabelText('With every other value')).toBeTruthy();
});

it('says what the checks say at the step that they are about', async () => {
  show([{ file: 'flows/a.yaml', step: 'second', severity: 'error', message: 'Nothing fills {x}.' }]);
  expect(heads().map((head) => head.textContent.includes('has problems'))).toEqual([false, true, false]);
  await fireEvent.click(heads()[1]!);
  expect(screen.getByText('Nothing fills {x}.')).toBeTruthy();
});
