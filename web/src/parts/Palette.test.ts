import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { commands } from '../commands/commands.svelte';
import Palette from './Palette.svelte';

const reply = vi.fn();
const resolve = vi.fn();
let leave: () => void;

beforeEach(() => {
  leave = commands.add([
    { id: 'reply', title: 'Write a reply', section: 'This conversation', keys: 'r', run: reply },
    { id: 'resolve', title: 'Resolve', section: 'This conversation', keys: 'e', run: resolve },
  ]);
});

afterEach(() => leave());

const field = () => screen.getByRole('combobox');
const chosen = () => screen.getByRole('option', { selected: true }).textContent;

it('lists every action with its key and carries out the chosen one', async () => {
  const onclose = vi.fn();
  render(Palette, { onclose });
  expect(screen.getAllByRole('option').map((option) => option.textContent?.trim())).toEqual([
    'Write a reply R',
    'Resolve E',
  ]);
  await fireEvent.keyDown(field(), { key: 'ArrowDown' });
  expect(chosen()).toContain('Resolve');
  await fireEvent.keyDown(field(), { key: 'Enter' });
  expect(resolve).toHaveBeenCalledOnce();
  expect(onclose).toHaveBeenCalled();
});

it('narrows down while somebody types, and says so when nothing is left', async () => {
  render(Palette, { onclose: () => undefined });
  await fireEvent.input(field(), { target: { value: 'repl' } });
  expect(screen.getAllByRole('option')).toHaveLength(1);
  await fireEvent.input(field(), { target: { value: 'xyzzy' } });
  expect(screen.queryAllByRole('option')).toHaveLength(0);
  expect(screen.getByText(/Nothing is called so/)).toBeTruthy();
});

it('searches in what was said for what is no action', async () => {
  const onsearch = vi.fn();
  render(Palette, { onclose: () => undefined, onsearch });
  expect(screen.getAllByRole('option')).toHaveLength(2);
  await fireEvent.input(field(), { target: { value: ' broken zip ' } });
  expect(chosen()).toContain('Search all conversations for “broken zip”');
  await fireEvent.keyDown(field(), { key: 'Enter' });
  expect(onsearch).toHaveBeenCalledExactlyOnceWith('broken zip');
});

it('tells screen readers which action is chosen', async () => {
  render(Palette, { onclose: () => undefined });
  await fireEvent.keyDown(field(), { key: 'ArrowUp' });
  const id = field().getAttribute('aria-activedescendant') ?? '';
  expect(document.getElementById(id)?.textContent).toContain('Resolve');
});
