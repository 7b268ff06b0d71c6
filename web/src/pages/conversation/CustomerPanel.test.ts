import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import type { Orders } from '../../api/types';
import { conversationDetails, conversationRow, customerDetails } from '../../test-events';
import { OpenConversation } from './conversation.svelte';
import CustomerPanel from './CustomerPanel.svelte';

vi.mock('../../api/calls');

const order = (number: string): Orders => ({
  available: true,
  orders: [
    {
      number,
      status: 'sent',
      status_text: null,
      items: ['Tarn 2 tent'],
      placed_on: '2026-11-18',
      total: null,
      tracking_url: null,
    },
  ],
});

let conversation: OpenConversation;
const told = (email: string) => {
  conversation.details = conversationDetails({ customer: customerDetails({ email }) });
};

beforeEach(() => {
  vi.resetAllMocks();
  conversation = new OpenConversation('cnv_1');
  told('old@example.com');
});

const show = () =>
  render(CustomerPanel, {
    conversation,
    row: conversationRow(),
    open: false,
    editing: false,
    onshow: () => undefined,
    onaddpromise: () => undefined,
    onsettlepromise: () => undefined,
  });

it('asks the shop once for an address, however much happens in the conversation', async () => {
  vi.mocked(calls.getOrders).mockResolvedValue(order('TF-1'));
  show();
  await screen.findByText('TF-1');
  told('old@example.com');
  await screen.findByText('TF-1');
  expect(calls.getOrders).toHaveBeenCalledOnce();
});

it('shows the orders of the present address, whichever answer comes last', async () => {
  let answer: (orders: Orders) => void = () => undefined;
  const slow = new Promise<Orders>((resolve) => (answer = resolve));
  vi.mocked(calls.getOrders).mockReturnValueOnce(slow).mockResolvedValueOnce(order('TF-2'));
  show();
  await vi.waitFor(() => expect(calls.getOrders).toHaveBeenCalledOnce());
  told('new@example.com');
  await screen.findByText('TF-2');
  answer(order('TF-1'));
  await slow;
  await screen.findByText('TF-2');
  expect(screen.queryByText('TF-1')).toBeNull();
});
