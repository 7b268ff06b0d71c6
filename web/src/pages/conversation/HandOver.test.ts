import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import { Problem } from '../../api/client';
import { conversationDetails, conversationRow } from '../../test-events';
import { OpenConversation } from './conversation.svelte';
import HandOver from './HandOver.svelte';

vi.mock('../../api/calls');

beforeEach(() => vi.resetAllMocks());

it('says in the dialogue that it has moved on, and hands over again as it stands now', async () => {
  vi.mocked(calls.listReceivers).mockResolvedValue({
    colleagues: [],
    teams: [{ id: 'tem_1', name: 'Returns', offered_first_minutes: 5, there: 1 }],
  } as unknown as Awaited<ReturnType<typeof calls.listReceivers>>);
  vi.mocked(calls.handOver).mockRejectedValueOnce(new Problem({ status: 409, detail: 'It has moved on.' }));
  const now = conversationRow({ fence: 4 });
  vi.mocked(calls.getConversation).mockResolvedValue(conversationDetails({ row: now }));
  const conversation = new OpenConversation('cnv_1');
  const onclose = vi.fn();
  const { rerender } = render(HandOver, { conversation, row: conversationRow({ fence: 3 }), onclose });
  await fireEvent.click(await screen.findByRole('radio', { name: /Returns/ }));
  const again = () => fireEvent.click(screen.getByRole('button', { name: 'Hand over to Returns' }));
  vi.mocked(calls.getConversation).mockImplementation(async () => {
    await rerender({ row: now });
    return conversationDetails({ row: now });
  });
  await again();
  await screen.findByText('It has moved on.');
  expect(screen.getByText(/It has moved on since you looked/)).toBeTruthy();
  await again();
  await vi.waitFor(() => expect(onclose).toHaveBeenCalledOnce());
  expect(vi.mocked(calls.handOver).mock.calls.map(([, { fence }]) => fence)).toEqual([3, 4]);
});
