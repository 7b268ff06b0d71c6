import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import type { Agent } from '../../api/types';
import Teams from './Teams.svelte';

vi.mock('../../api/calls');

beforeEach(() => vi.resetAllMocks());

it('keeps members who are not offered when others join', async () => {
  const team = { id: 'tem_1', name: 'Returns', members: ['agt_gone', 'agt_ana'], offered_first_minutes: 5 };
  vi.mocked(calls.listTeams).mockResolvedValue({ items: [team] } as Awaited<
    ReturnType<typeof calls.listTeams>
  >);
  const agents = [
    { id: 'agt_ana', name: 'Ana', role: 'agent' },
    { id: 'agt_ben', name: 'Ben', role: 'agent' },
  ] as Agent[];
  render(Teams, { agents });
  await fireEvent.click(await screen.findByRole('button', { name: 'Edit the team Returns' }));
  await fireEvent.click(screen.getByRole('checkbox', { name: 'Ben' }));
  await fireEvent.click(screen.getByRole('checkbox', { name: 'Ana' }));
  await fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(vi.mocked(calls.changeTeam).mock.calls[0]?.[1].members).toEqual(['agt_gone', 'agt_ben']);
});
