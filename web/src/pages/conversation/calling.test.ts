import { beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import { Problem } from '../../api/client';
import type { Agent } from '../../api/types';
import { Calling } from './calling.svelte';

vi.mock('../../api/calls');

const agent = (id: string, name: string, role: Agent['role'] = 'agent') => ({ id, name, role }) as Agent;

beforeEach(() => {
  vi.resetAllMocks();
  vi.mocked(calls.listAgents).mockResolvedValue([
    agent('a', 'Ana Reyes'),
    agent('b', 'Nora Reads', 'reader'),
  ]);
});

it('knows whom a note calls, however fast it is sent', async () => {
  const calling = new Calling();
  await expect(calling.in('@Ana Reyes, please')).resolves.toEqual(['a']);
  expect(calls.listAgents).toHaveBeenCalledOnce();
});

it('calls nobody who only reads', async () => {
  await expect(new Calling().in('@Nora Reads')).resolves.toEqual([]);
});

it('does not say that nobody is called where it does not know', async () => {
  vi.mocked(calls.listAgents).mockRejectedValueOnce(new Problem({ status: 503 }));
  const calling = new Calling();
  await expect(calling.in('@Ana Reyes')).rejects.toThrow();
  await expect(calling.in('@Ana Reyes')).resolves.toEqual(['a']);
});

it('offers colleagues only while the caret is at the mention', async () => {
  const calling = new Calling();
  await calling.in('@');
  calling.see('Ask @an');
  calling.typed(7);
  expect(calling.offered).toHaveLength(1);
  calling.moved(2);
  expect(calling.offered).toEqual([]);
  calling.moved(7);
  expect(calling.offered).toHaveLength(1);
  calling.leave();
  expect(calling.offered).toEqual([]);
});
