/* What must hold, with a message for whoever reads the failure. */
import assert from 'node:assert/strict';

export { assert };

/** Waits until it holds. */
export async function expectSoon(what, holds, limitMs = 15_000) {
  const until = Date.now() + limitMs;
  for (;;) {
    if (await holds()) return;
    if (Date.now() > until)
      throw new assert.AssertionError({
        message: `there was not, in time: ${what}`,
      });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export function expectText(text, pattern, what) {
  assert.match(text, pattern, `${what}\nIt was: ${text}`);
}

/** A text without differences of white space, to compare what is shown with what was authored. */
export function flat(text) {
  return text.replace(/\s+/g, ' ').trim();
}
