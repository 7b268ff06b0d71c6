import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, it, vi } from 'vitest';

import type { OpenConversation } from './conversation.svelte';
import Tags from './Tags.svelte';

vi.mock('../../api/calls');

it('gives the focus to the next tag when one is taken off, and in the end to the button that adds one', async () => {
  let tags = ['refund', 'storm', 'vip'];
  const untag = async (tag: string) => {
    tags = tags.filter((other) => other !== tag);
    await view.rerender({ tags });
  };
  const conversation = { untag } as unknown as OpenConversation;
  const view = render(Tags, { conversation, tags, tagging: false });
  const takeOff = (tag: string) => screen.getByRole('button', { name: `Take the tag ${tag} off` });
  const focused = (button: HTMLElement) => vi.waitFor(() => expect(document.activeElement).toBe(button));

  await fireEvent.click(takeOff('storm'));
  await focused(takeOff('vip'));
  await fireEvent.click(takeOff('vip'));
  await focused(takeOff('refund'));
  await fireEvent.click(takeOff('refund'));
  await focused(screen.getByRole('button', { name: 'Add a tag' }));
});
