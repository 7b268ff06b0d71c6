/* Who is signed in, for whom they work, and how many conversations each part of the inbox holds. */

import * as calls from './api/calls';
import { asProblem, whenSignedOut, type Problem } from './api/client';
import type { Agent, CompanyBrief, Counts, Role } from './api/types';
import { live } from './live/connection.svelte';
import { notices } from './notices.svelte';
import { drafts } from './pages/conversation/drafts';
import { outbox } from './pages/conversation/outgoing';
import { keptFlows, keptStatements, keptTopics } from './pages/draft/kept-items';
import { results } from './pages/search/results.svelte';
import { router } from './router.svelte';
import { followUpNews } from './words/follow-ups';
import { mayActAs } from './words/labels';

class Session {
  agent: Agent | undefined = $state();
  company: CompanyBrief | undefined = $state();
  counts: Counts | undefined = $state();
  /** Whether it is known yet who is there. */
  known = $state(false);
  problem: Problem | undefined = $state();

  /** Whether the one who is signed in may do what `role` may. */
  may(role: Role): boolean {
    return mayActAs(this.agent?.role, role);
  }

  /** Whether the one who is signed in sees everything that agents see and changes nothing. */
  get readsOnly(): boolean {
    return this.agent?.role === 'reader';
  }

  /** Asks the server who is there. */
  async load(): Promise<void> {
    this.problem = undefined;
    try {
      const me = await calls.getMe();
      this.agent = me.agent;
      this.company = me.company;
      this.counts = me.counts;
      live.start();
      drafts.clear('old', Date.now());
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status !== 401) this.problem = problem;
    }
    this.known = true;
  }

  async signIn(email: string, password: string): Promise<void> {
    await calls.signIn(email, password);
    await this.load();
  }

  async signOut(): Promise<void> {
    await calls.signOut();
    drafts.clear('all', Date.now());
    outbox.clear();
    keptTopics.clear();
    keptFlows.clear();
    keptStatements.clear();
    results.clear();
    this.forget();
    router.go('/sign-in');
  }

  /** What is left when nobody is signed in. */
  forget(): void {
    live.stop();
    this.agent = undefined;
    this.counts = undefined;
  }
}

export const session = new Session();

whenSignedOut(() => session.forget());

live.listen((frame) => {
  if (frame.type !== 'counts') return;
  const news = followUpNews(session.counts, frame.counts);
  session.counts = frame.counts;
  if (news) notices.done(news.text, { label: 'Show', run: () => router.go(news.address) });
});
