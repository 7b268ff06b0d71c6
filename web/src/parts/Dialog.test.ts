import { render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { expect, it } from 'vitest';

import Dialog from './Dialog.svelte';
import Sheet from './Sheet.svelte';

const children = createRawSnippet(() => ({ render: () => '<p>Sure?</p>' }));

it.each([Dialog, Sheet])('gives the focus back when it is taken away while it is open', (Window) => {
  const opener = document.body.appendChild(document.createElement('button'));
  opener.focus();
  const { unmount } = render(Window, { title: 'Remove it?', onclose: () => undefined, children });
  screen.getByRole('button', { name: 'Close' }).focus();
  unmount();
  expect(document.activeElement).toBe(opener);
});
