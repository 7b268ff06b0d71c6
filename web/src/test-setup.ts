/* What jsdom lacks and the tests need. Tests that ask for Node have none of it. */

import '@testing-library/svelte/vitest';

import { afterAll } from 'vitest';

// What ticks as long as its page is there, such as the clock, would outlive the page of a test.
const begin = globalThis.setInterval;
const ticking: ReturnType<typeof setInterval>[] = [];
globalThis.setInterval = ((...given: Parameters<typeof setInterval>) => {
  const ticks = begin(...given);
  ticking.push(ticks);
  return ticks;
}) as typeof setInterval;
afterAll(() => {
  for (const ticks of ticking.splice(0)) clearInterval(ticks);
});

if (typeof HTMLDialogElement !== 'undefined') {
  HTMLDialogElement.prototype.showModal ??= function show(this: HTMLDialogElement) {
    this.open = true;
  };
  HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
  Element.prototype.scrollIntoView ??= () => undefined;
}
