/* Colleagues and teams by name, to filter by; and a word to whoever is handed a conversation. */

import * as calls from './api/calls';
import type { Agent, ConversationRow, Team } from './api/types';
import { live } from './live/connection.svelte';
import { notices } from './notices.svelte';
import { router } from './router.svelte';
import { session } from './session.svelte';
import { customerName } from './words/labels';

/** How long what was read is good enough. */
const FRESH_MS = 30_000;
/** A handover that is older was seen in the list. */
const NEWS_MS = 60_000;

/** Whether an agent answers customers: whoever left or only reads does not. */
export function answersCustomers({ closed_at, role }: Pick<Agent, 'closed_at' | 'role'>): boolean {
  return !closed_at && role !== 'reader';
}

class People {
  agents: readonly Agent[] = $state.raw([]);
  teams: readonly Team[] = $state.raw([]);
  #readAt = -FRESH_MS;

  /** Reads them, unless that was done just now. Without an answer there is nothing to choose from. */
  async read(now: number): Promise<void> {
    if (now - this.#readAt < FRESH_MS) return;
    this.#readAt = now;
    try {
      const [agents, teams] = await Promise.all([calls.listAgents(), calls.listTeams()]);
      this.agents = agents.filter(answersCustomers).sort((a, b) => a.name.localeCompare(b.name));
      this.teams = teams.items;
    } catch {
      this.#readAt = -FRESH_MS;
    }
  }

  /** Reads them anew at the next occasion. */
  stale(): void {
    this.#readAt = -FRESH_MS;
  }

  /** Whether an agent is in a team. */
  isIn(team: string, agent: string | undefined): boolean {
    return this.teams.some((one) => one.id === team && agent !== undefined && one.members.includes(agent));
  }
}

export const people = new People();

/** Handovers that were told, the latest of each conversation. */
const told: Record<string, string> = {};

/** Whether a conversation was handed to me, or to a team of mine, just now; once for each handover. */
export function isNewsTo(row: ConversationRow, me: string | undefined, now: number): boolean {
  const { handed } = row;
  if (!handed || handed.by.id === me || now - Date.parse(handed.at) > NEWS_MS) return false;
  if (handed.to.kind === 'agent' ? handed.to.id !== me : !people.isIn(handed.to.id, me)) return false;
  if (told[row.id] === handed.at) return false;
  told[row.id] = handed.at;
  return true;
}

live.listen((frame) => {
  if (frame.type !== 'conversation' || !frame.conversation.handed) return;
  const row = frame.conversation;
  void people.read(Date.now()).then(() => {
    if (!row.handed || !isNewsTo(row, session.agent?.id, Date.now())) return;
    const { by, to, note } = row.handed;
    const whom = to.kind === 'agent' ? 'you' : to.name;
    const words = note ? ` “${note.length > 120 ? `${note.slice(0, 119)}…` : note}”` : '';
    notices.done(`${by.name} handed ${customerName(row.customer)} to ${whom}.${words}`, {
      label: 'Open',
      run: () => router.go(`/conversations/${encodeURIComponent(row.id)}`),
    });
  });
});
