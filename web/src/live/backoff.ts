/* How long to wait before the next attempt to connect. */

/** Milliseconds before attempt number `attempt` (0, 1, 2…): doubling to half a minute, spread by `random` 0…1. */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(30_000, 500 * 2 ** Math.min(attempt, 10));
  // Spread over the upper half, so that a thousand consoles do not come back in the same instant.
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
