/* Every page of the console in one list. */

import type { Component } from 'svelte';

import type { Role } from './api/types';
import Care from './pages/care/Care.svelte';
import Customer from './pages/customer/Customer.svelte';
import Draft from './pages/draft/Draft.svelte';
import FlowEditor from './pages/draft/FlowEditor.svelte';
import StatementEditor from './pages/draft/StatementEditor.svelte';
import TopicEditor from './pages/draft/TopicEditor.svelte';
import FollowUp from './pages/follow-up/FollowUp.svelte';
import Inbox from './pages/inbox/Inbox.svelte';
import Invitation from './pages/invitation/Invitation.svelte';
import Knowledge from './pages/knowledge/Knowledge.svelte';
import PasswordReset from './pages/password-reset/PasswordReset.svelte';
import Releases from './pages/releases/Releases.svelte';
import Search from './pages/search/Search.svelte';
import Settings from './pages/settings/Settings.svelte';
import SignIn from './pages/sign-in/SignIn.svelte';
import Today from './pages/today/Today.svelte';

/** A page: where it is, what it is called, who may see it. */
export interface PageEntry {
  path: string;
  title: string;
  page: Component<{ params: Record<string, string> }> | Component;
  /** The least role that may see it; `nobody` marks the pages before signing in. */
  needs: Role | 'nobody';
  /** The area that the navigation marks as the present one. */
  area:
    | 'door'
    | 'inbox'
    | 'follow-up'
    | 'search'
    | 'care'
    | 'today'
    | 'knowledge'
    | 'draft'
    | 'releases'
    | 'settings';
}

export const PAGES: readonly PageEntry[] = [
  // Before signing in
  { path: '/sign-in', title: 'Sign in', page: SignIn, needs: 'nobody', area: 'door' },
  { path: '/password-reset', title: 'New password', page: PasswordReset, needs: 'nobody', area: 'door' },
  {
    path: '/password-reset/:token',
    title: 'New password',
    page: PasswordReset,
    needs: 'nobody',
    area: 'door',
  },
  { path: '/invitation/:token', title: 'Welcome', page: Invitation, needs: 'nobody', area: 'door' },
  // Agents: one page, with or without an open conversation beside the list
  { path: '/', title: 'Inbox', page: Inbox, needs: 'reader', area: 'inbox' },
  { path: '/inbox', title: 'Inbox', page: Inbox, needs: 'reader', area: 'inbox' },
  {
    path: '/conversations/:conversation',
    title: 'Conversation',
    page: Inbox,
    needs: 'reader',
    area: 'inbox',
  },
  { path: '/customers/:customer', title: 'Customer', page: Customer, needs: 'reader', area: 'inbox' },
  { path: '/follow-up', title: 'Follow up', page: FollowUp, needs: 'agent', area: 'follow-up' },
  { path: '/follow-up/:part', title: 'Follow up', page: FollowUp, needs: 'agent', area: 'follow-up' },
  { path: '/search', title: 'Search', page: Search, needs: 'reader', area: 'search' },
  { path: '/care', title: 'Care', page: Care, needs: 'agent', area: 'care' },
  { path: '/care/:part', title: 'Care', page: Care, needs: 'agent', area: 'care' },
  // Leaders
  { path: '/today', title: 'Today', page: Today, needs: 'leader', area: 'today' },
  // Everybody reads what the assistant says; designers publish it
  { path: '/knowledge', title: 'Knowledge', page: Knowledge, needs: 'reader', area: 'knowledge' },
  { path: '/knowledge/:part', title: 'Knowledge', page: Knowledge, needs: 'reader', area: 'knowledge' },
  { path: '/draft', title: 'Draft', page: Draft, needs: 'designer', area: 'draft' },
  { path: '/draft/:part', title: 'Draft', page: Draft, needs: 'designer', area: 'draft' },
  { path: '/draft/topics/:topic', title: 'Topic', page: TopicEditor, needs: 'designer', area: 'draft' },
  {
    path: '/draft/statements/:statement',
    title: 'Statement',
    page: StatementEditor,
    needs: 'designer',
    area: 'draft',
  },
  { path: '/draft/flows/:flow', title: 'Flow', page: FlowEditor, needs: 'designer', area: 'draft' },
  { path: '/releases', title: 'Releases', page: Releases, needs: 'designer', area: 'releases' },
  {
    path: '/releases/new',
    title: 'Publish a release',
    page: Releases,
    needs: 'designer',
    area: 'releases',
  },
  { path: '/releases/:release', title: 'Releases', page: Releases, needs: 'designer', area: 'releases' },
  // Settings
  { path: '/settings', title: 'Settings', page: Settings, needs: 'reader', area: 'settings' },
  { path: '/settings/:part', title: 'Settings', page: Settings, needs: 'reader', area: 'settings' },
];

/** A page and the values in its address. */
export interface Match {
  entry: PageEntry;
  params: Record<string, string>;
}

/** The page of `path`, if there is one. `:name` in a pattern stands for one part of the address. */
export function matchPath(path: string, pages: readonly PageEntry[] = PAGES): Match | undefined {
  const parts = path.split('/').filter(Boolean);
  for (const entry of pages) {
    const wanted = entry.path.split('/').filter(Boolean);
    if (wanted.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((want, at) => {
      const part = parts[at] ?? '';
      if (!want.startsWith(':')) return want === part;
      params[want.slice(1)] = decodePart(part);
      return true;
    });
    if (fits) return { entry, params };
  }
  return undefined;
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address that a click leads to within the console; other clicks are the browser's. */
export function linkWithin(event: MouseEvent): string | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = (event.target as Element | null)?.closest('a[href]');
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return undefined;
  // A link to a place on the same page is the browser's, too.
  if (link.getAttribute('href')?.startsWith('#')) return undefined;
  return link.origin === location.origin && matchPath(link.pathname) ? link.href : undefined;
}
