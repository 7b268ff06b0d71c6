import { fireEvent, render, screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import { conversationRow } from '../../test-events';
import type { OpenConversation } from './conversation.svelte';
import RunMacro from './RunMacro.svelte';

vi.mock('../../api/calls');

const oninsert = vi.fn<(text: string) => void>();

beforeEach(() => {
  vi.resetAllMocks();
  const macro = { id: 'mac_1', title: 'Lost parcel', text: 'We look for it.', shared: true };
  const acts = [{ kind: 'tag', tag: 'lost' }] as const;
  vi.mocked(calls.listMacros).mockResolvedValue({
    items: [{ ...macro, acts: [...acts] }],
  } as unknown as Awaited<ReturnType<typeof calls.listMacros>>);
  render(RunMacro, {
    conversation: { id: 'cnv_1', changed: () => Promise.resolve() } as unknown as OpenConversation,
    row: conversationRow(),
    onclose: () => undefined,
    oninsert,
  });
});

async function choose() {
  await fireEvent.keyDown(await screen.findByRole('combobox'), { key: 'Enter' });
  await tick();
}

it('goes on with the keyboard once a macro is chosen', async () => {
  await choose();
  expect(document.activeElement).toBe(screen.getByLabelText('Sent to the customer'));
  await fireEvent.keyDown(document.activeElement ?? document, { key: 'Enter', ctrlKey: true });
  expect(calls.runActs).toHaveBeenCalledOnce();
});

it('sends a changed text under another key, and the same one under the same', async () => {
  vi.mocked(calls.runActs).mockRejectedValue(new Error('refused'));
  await choose();
  const field = screen.getByLabelText('Sent to the customer');
  const run = async () => {
    await fireEvent.click(screen.getByRole('button', { name: /^Run/ }));
    await tick();
  };
  await run();
  await run();
  await fireEvent.input(field, { target: { value: 'We look for it now.' } });
  await run();
  const [first, second, third] = vi.mocked(calls.runActs).mock.calls.map(([, , key]) => key);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

it('does not lose the text of a reply that did not go out', async () => {
  vi.mocked(calls.runActs).mockResolvedValue({
    outcomes: [{ done: false }, { done: false }],
  } as Awaited<ReturnType<typeof calls.runActs>>);
  await choose();
  await fireEvent.input(screen.getByLabelText('Sent to the customer'), { target: { value: 'Found it.' } });
  await fireEvent.click(screen.getByRole('button', { name: /^Run/ }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Put the text into the editor' }));
  expect(oninsert).toHaveBeenCalledExactlyOnceWith('Found it.');
});
