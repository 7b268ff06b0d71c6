/* The actions that are there on every page. */

import { appearance, type Theme } from '../appearance.svelte';
import type { Command } from '../commands/commands.svelte';
import { notificationSettings } from '../notifications/settings.svelte';
import { inboxAddress, VIEWS } from '../pages/inbox/views';
import { router } from '../router.svelte';
import { session } from '../session.svelte';

/** Ways to the pages, the look, signing out. */
export function generalCommands(open: { palette: () => void; keys: () => void }): Command[] {
  const go = (id: string, title: string, keys: string, address: string): Command => ({
    id: `go-${id}`,
    title,
    section: 'Go to',
    keys,
    run: () => router.go(address),
  });
  const theme = (name: Theme, title: string): Command => ({
    id: `theme-${name}`,
    title,
    section: 'General',
    also: 'theme appearance colours',
    run: () => appearance.set(name),
  });
  const views = VIEWS.map((view) => ({
    ...go(view.id, `Inbox: ${view.label}`, `g ${view.key}`, inboxAddress({ view: view.id })),
    ...(view.id === 'sla' && { also: 'sla response time', idle: () => session.counts?.sla == null }),
  }));
  return [
    ...views,
    {
      ...go('search', 'Search all conversations', '/', '/search'),
      also: 'find message note customer text history',
    },
    ...(session.may('agent')
      ? [
          { ...go('follow-up', 'Follow up: my promises', 'g p', '/follow-up'), also: 'due overdue remind' },
          {
            ...go('mentions', 'Follow up: mentions', 'g f', '/follow-up/mentions'),
            also: 'notes call name at',
          },
          {
            ...go('care', 'Care: my day and kind words', 'g c', '/care'),
            also: 'thanks praise break shield',
          },
          {
            ...go('team-board', 'Care: team board, praise a colleague', '', '/care/team'),
            keys: undefined,
            also: 'kind words thanks',
          },
        ]
      : []),
    ...(session.may('leader')
      ? [
          {
            ...go('incidents', 'Care: incidents', '', '/care/incidents'),
            keys: undefined,
            also: 'threat abuse report',
          },
        ]
      : []),
    ...(session.may('leader') ? [go('today', 'Today', 'g t', '/today')] : []),
    go('knowledge', 'Knowledge', 'g k', '/knowledge'),
    ...(session.may('designer')
      ? [
          { ...go('draft', 'Draft', 'g d', '/draft'), also: 'edit topics answers editor' },
          {
            ...go('new-topic', 'New topic…', '', '/draft/topics/new'),
            keys: undefined,
            also: 'write answer',
          },
          {
            ...go('unanswered', 'Unanswered questions', '', '/draft/unanswered'),
            keys: undefined,
            also: 'did not know',
          },
          {
            ...go('review-draft', 'Check and publish the draft', '', '/draft/changes'),
            keys: undefined,
            also: 'changes diff tests',
          },
          go('releases', 'Releases', 'g l', '/releases'),
          {
            ...go('publish', 'Publish a release…', '', '/releases/new'),
            keys: undefined,
            also: 'upload content folder check test',
          },
        ]
      : []),
    go('settings', 'Settings', 'g s', '/settings'),
    { id: 'palette', title: 'Find an action', section: 'General', keys: 'mod+k', run: open.palette },
    {
      id: 'keys',
      title: 'Show all keys',
      section: 'General',
      keys: '?',
      also: 'help shortcuts',
      run: open.keys,
    },
    theme('light', 'Light colours'),
    theme('dark', 'Dark colours'),
    theme('system', 'Colours as the system has them'),
    {
      id: 'do-not-disturb',
      title: 'Do not disturb for an hour',
      section: 'General',
      also: 'notifications quiet mute',
      idle: () => !notificationSettings.wanted.on,
      run: () => notificationSettings.change({ mutedUntil: Date.now() + 60 * 60_000 }),
    },
    {
      id: 'sign-out',
      title: 'Sign out',
      section: 'General',
      also: 'leave',
      run: () => void session.signOut(),
    },
  ];
}
