import { beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import { Problem } from '../../api/client';
import type { AgentEvent, ConversationDetails } from '../../api/types';
import { session } from '../../session.svelte';
import { conversationDetails, conversationRow, said } from '../../test-events';
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

it('sends a reply again as it was sent at first', async () => {
  localStorage.clear();
  vi.mocked(calls.holdReply).mockRejectedValue(new Problem({ status: 0 }));
  const conversation = new OpenConversation('cnv_1');
  await conversation.reply('Hello', [], [], 7);
  const [failed] = new OpenConversation('cnv_1').pending;
  expect(failed).toMatchObject({ state: 'failed', seen: 7 });
  await conversation.retry(failed?.clientId ?? '');
  const [first, second] = vi.mocked(calls.holdReply).mock.calls;
  expect(first?.[1].seen).toBe(7);
  expect(second).toEqual(first);
});

it('leaves it to the dialogue to say why it was refused', async () => {
  vi.mocked(calls.getConversation).mockResolvedValue(conversationDetails());
  vi.mocked(calls.handBack).mockRejectedValue(new Problem({ status: 409, detail: 'Ben holds it.' }));
  const conversation = new OpenConversation('cnv_1');
  await expect(conversation.handBack('')).rejects.toThrow('Ben holds it.');
  expect(conversation.busy).toBe(false);
  expect(conversation.row).toBeDefined();
});

it('reads notes that call somebody only where they can be seen', async () => {
  session.agent = { id: 'agt_me', name: 'Me', role: 'agent' } as typeof session.agent;
  const seeing = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  vi.mocked(calls.readMyMentions).mockResolvedValue(undefined as never);
  const called = said(2, 'agent', '@Me, please', 2, 'agt_ana');
  const note = { ...called, kind: 'note', mentions: ['agt_me'] } as unknown as AgentEvent;
  vi.mocked(calls.getConversation).mockResolvedValue(conversationDetails({ events: [note] }));
  const conversation = new OpenConversation('cnv_1');
  await conversation.read();
  expect(calls.readMyMentions).not.toHaveBeenCalled();
  seeing.mockReturnValue('visible');
  conversation.seen();
  expect(calls.readMyMentions).toHaveBeenCalledOnce();
  seeing.mockRestore();
});
