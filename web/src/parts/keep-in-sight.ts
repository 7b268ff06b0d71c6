/* A row of tabs that is wider than the screen shows the present one. */

import type { Attachment } from 'svelte/attachments';

/** Scrolls the present tab of a row into sight; `present` is there so that a change does so again. */
export function keepInSight(present: string): Attachment<HTMLElement> {
  return (row) => {
    const tab = row.querySelector<HTMLElement>('[aria-current]');
    if (!tab || present === '' || row.scrollWidth <= row.clientWidth) return;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  };
}
