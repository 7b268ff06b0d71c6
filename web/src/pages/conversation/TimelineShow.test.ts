import { render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeAll, expect, it, vi } from 'vitest';

import type { AgentEvent } from '../../api/types';
import { conversationRow, minute, said } from '../../test-events';
import type { OpenConversation } from './conversation.svelte';
import { timelineOf } from './timeline';
import Timeline from './Timeline.svelte';

// What jsdom lacks: nothing changes its size there.
beforeAll(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = () => undefined;
      disconnect = () => undefined;
    },
  );
});

it('shows where something was promised, and stays where it is for what is not there', async () => {
  const promised = { kind: 'promised', seq: 2, at: minute(2), promise: 'I call you.' } as AgentEvent;
  const events = [said(1, 'customer', 'When?'), promised];
  const conversation = {
    events,
    items: timelineOf(events),
    pending: [],
    markRead: () => undefined,
  } as unknown as OpenConversation;
  const { component } = render(Timeline, {
    conversation,
    row: conversationRow(),
    whys: { all: false },
    onrewrite: () => undefined,
  });
  component.show(99);
  await tick();
  expect(screen.queryByRole('button', { name: 'To the newest' })).toBeNull();
  component.show(2);
  await tick();
  expect(document.activeElement?.textContent).toContain('promised: I call you.');
  expect(document.activeElement?.classList.contains('marked')).toBe(true);
});
