import { render, screen } from '@testing-library/svelte';
import { expect, it } from 'vitest';

import { said } from '../../test-events';
import type { OpenConversation } from './conversation.svelte';
import type { Pending } from './outgoing';
import PendingReply from './PendingReply.svelte';

const failed: Pending = {
  clientId: 'a',
  text: 'On it.',
  attachments: [],
  seen: 3,
  at: 0,
  state: 'failed',
  problem: 'Rapport cannot be reached.',
};

function show(conversation: Partial<OpenConversation>) {
  const there = { events: [], ...conversation } as unknown as OpenConversation;
  render(PendingReply, { pending: failed, conversation: there, onrewrite: () => undefined });
}

it('says from whom the conversation is taken when a reply is sent again', () => {
  show({ colleague: 'Ben' });
  expect(screen.getByRole('button', { name: 'Take over from Ben and send' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull();
});

it('leads back to the editor when somebody else has replied meanwhile', () => {
  show({ events: [said(5, 'agent', 'It is on its way.', 5, 'agt_ben')] });
  expect(screen.queryByRole('button', { name: 'Send again' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Edit' })).toBeTruthy();
});
