import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import type { DraftFlow, Flow } from '../../api/types';
import { FlowEdit } from './flow-edit';

vi.mock('../../api/calls');
const server = vi.mocked(calls);

const FLOW: Flow = {
  id: 'return-it',
  title: 'starting your return',
  offer: 'Shall I?',
  steps: [{ id: 'say', say: { text: 'Hello.' } }],
};

function open(flow: Flow, losesRemarks = false): DraftFlow {
  return {
    file: { path: 'flows/return-it.yaml', mark: `of ${flow.title}`, conflict: false },
    flow,
    unreadable: [],
    findings: [],
    used_by: [],
    loses_remarks: losesRemarks,
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  server.saveDraftFlow.mockImplementation((flow) => Promise.resolve(open(flow)));
});

afterEach(() => vi.useRealTimers());

it('saves the flow as its file has it when somebody stops typing', async () => {
  server.getDraftFlow.mockResolvedValue(open(FLOW));
  const edit = new FlowEdit('return-it');
  await edit.read();
  if (!edit.item) throw new Error('it is there');
  edit.item.steps[0]!.text = 'Hello you.';
  edit.changed();
  await vi.runAllTimersAsync();
  const saved = { ...FLOW, steps: [{ id: 'say', say: { text: 'Hello you.' } }] };
  expect(server.saveDraftFlow).toHaveBeenLastCalledWith(saved, 'of starting your return', false);
  expect(edit.state).toBe('saved');
});

it('saves nothing over remarks that would be lost before somebody has decided', async () => {
  server.getDraftFlow.mockResolvedValue(open(FLOW, true));
  server.saveDraftFlow.mockClear();
  const edit = new FlowEdit('return-it');
  await edit.read();
  if (!edit.item) throw new Error('it is there');
  edit.item.title = 'sending it back';
  edit.changed();
  await vi.runAllTimersAsync();
  expect(server.saveDraftFlow).not.toHaveBeenCalled();
  await edit.looked();
  expect(server.saveDraftFlow).toHaveBeenCalledOnce();
});

it('keeps what is typed after a new flow was saved, under the name that it has now', async () => {
  const edit = new FlowEdit('new');
  await edit.read();
  if (!edit.item) throw new Error('a new one begins');
  edit.item.id = 'return-it';
  edit.item.title = 'starting your return';
  edit.item.offer = 'Shall I?';
  edit.item.steps[0]!.text = 'Hello.';
  const saving = edit.save();
  edit.item.title = 'sending it back';
  await saving;
  expect(edit.isNew).toBe(false);
  await vi.runAllTimersAsync();
  expect(server.saveDraftFlow.mock.lastCall?.[0].title).toBe('sending it back');
  expect(edit.state).toBe('saved');
});
