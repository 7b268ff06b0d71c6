import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../api/calls';
import TagField from './TagField.svelte';

vi.mock('../api/calls');

const field = () => screen.getByRole('combobox', { name: 'Tag' });
const options = () => screen.queryAllByRole('option').map((option) => option.textContent?.trim());

beforeEach(() => {
  vi.mocked(calls.listTags).mockResolvedValue({
    items: [
      { tag: 'refund', conversations: 3 },
      { tag: 'repair', conversations: 2 },
      { tag: 'late refund', conversations: 1 },
    ],
  });
});

it('completes from the team’s tags, by keyboard', async () => {
  const onchoose = vi.fn();
  render(TagField, { label: 'Tag', taken: ['repair'], onchoose });
  await vi.waitFor(() => expect(calls.listTags).toHaveBeenCalled());
  await fireEvent.input(field(), { target: { value: 're' } });
  await vi.waitFor(() => expect(options()).toEqual(['refund', 'late refund']));
  await fireEvent.keyDown(field(), { key: 'ArrowDown' });
  expect(screen.getByRole('option', { selected: true }).textContent).toContain('refund');
  await fireEvent.keyDown(field(), { key: 'Enter' });
  expect(onchoose).toHaveBeenCalledExactlyOnceWith('refund');
});

it('takes a new tag as it is typed, tidied', async () => {
  const onchoose = vi.fn();
  render(TagField, { label: 'Tag', onchoose });
  await fireEvent.input(field(), { target: { value: ' #Brand  New ' } });
  await fireEvent.keyDown(field(), { key: 'Enter' });
  expect(onchoose).toHaveBeenCalledExactlyOnceWith('brand new');
  await fireEvent.input(field(), { target: { value: '  ' } });
  await fireEvent.keyDown(field(), { key: 'Enter' });
  expect(onchoose).toHaveBeenCalledOnce();
});

it('is left with Escape', async () => {
  const onleave = vi.fn();
  render(TagField, { label: 'Tag', onchoose: vi.fn(), onleave });
  await fireEvent.keyDown(field(), { key: 'Escape' });
  expect(onleave).toHaveBeenCalled();
});
