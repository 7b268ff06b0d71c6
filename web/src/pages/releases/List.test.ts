import { render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import type { ReleaseRow } from '../../api/types';
import { minute } from '../../test-events';
import List from './List.svelte';

vi.mock('../../api/calls');

const row = (number: number): ReleaseRow => ({
  id: `rel_${number}`,
  number,
  published_at: minute(number),
  published_by: 'Dana Ortiz',
  digest: `${number}`,
  current: number === 9,
});

it('shows earlier releases once, however often they are asked for', async () => {
  vi.mocked(calls.listReleases)
    .mockResolvedValueOnce({ items: [row(9), row(8)], next: 'further' })
    .mockResolvedValue({ items: [row(7)] });
  render(List);
  const more = await screen.findByRole('button', { name: 'Show earlier releases' });
  more.click();
  more.click();
  await screen.findByRole('link', { name: 'Release 7' });
  expect(calls.listReleases).toHaveBeenCalledTimes(2);
  expect(screen.queryByRole('button', { name: 'Show earlier releases' })).toBeNull();
});
