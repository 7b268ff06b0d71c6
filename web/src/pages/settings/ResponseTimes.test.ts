import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import { Problem } from '../../api/client';
import ResponseTimes from './ResponseTimes.svelte';

vi.mock('../../api/calls');

beforeEach(() => vi.resetAllMocks());

it('shows the rules that a second attempt reads, and saves none of them away', async () => {
  const settings = { has_hours: true, rules: [{ urgent: false, first_reply_minutes: 30 }] };
  vi.mocked(calls.getSla)
    .mockRejectedValueOnce(new Problem({ status: 503 }))
    .mockResolvedValue(settings);
  vi.mocked(calls.setSla).mockResolvedValue(settings);
  render(ResponseTimes);
  await fireEvent.click(await screen.findByRole('button', { name: 'Try again' }));
  await fireEvent.click(await screen.findByRole('button', { name: /^Save/ }));
  expect(calls.setSla).toHaveBeenCalledExactlyOnceWith([{ urgent: false, first_reply_minutes: 30 }]);
});
