/* What every window over the page does, whatever it looks like. */

import type { Attachment } from 'svelte/attachments';

/** Shows a dialog over the page and closes it on a click beside it. The browser gives the focus back when it is
    closed, but not when it is taken away while it is open, so that is done here. */
export const modal: Attachment<HTMLDialogElement> = (dialog) => {
  const before = document.activeElement;
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.showModal();
  return () => {
    if (document.activeElement !== document.body) return;
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
};
