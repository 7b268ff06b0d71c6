import { beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import type { ConversationDetails } from '../../api/types';
import { conversationDetails, conversationRow } from '../../test-events';
import { OpenConversation } from './conversation.svelte';

vi.mock('../../api/calls');

beforeEach(() => vi.resetAllMocks());

it('keeps the newest reading when an older answer comes late', async () => {
  let answer: (details: ConversationDetails) => void = () => undefined;
  const slow = new Promise<ConversationDetails>((resolve) => (answer = resolve));
  const preview = (text: string) => conversationDetails({ row: conversationRow({ preview: text }) });
  vi.mocked(calls.getConversation).mockReturnValueOnce(slow).mockResolvedValueOnce(preview('new'));
  const conversation = new OpenConversation('cnv_1');
  const older = conversation.read();
  await conversation.read();
  answer(preview('old'));
  await older;
  expect(conversation.row?.preview).toBe('new');
});
