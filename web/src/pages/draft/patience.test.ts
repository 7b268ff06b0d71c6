import { expect, it, vi } from 'vitest';

import { Problem } from '../../api/client';
import { patiently } from './patience';

const away = new Problem({ status: 503 });

/** A clock on which every attempt takes so long, and what was waited between them. */
function clock(takesMs: number) {
  const pauses: number[] = [];
  let time = 0;
  const wait = {
    now: () => (time += takesMs),
    sleep: (ms: number) => {
      pauses.push(ms);
      return Promise.resolve();
    },
  };
  return { pauses, wait };
}

it('asks on for as long as connections give up waiting', async () => {
  const ask = vi.fn().mockResolvedValue('checked');
  for (let n = 0; n < 20; n += 1) ask.mockRejectedValueOnce(new Problem({ status: 504 }));
  await expect(patiently(ask, () => true, clock(60_000).wait)).resolves.toBe('checked');
});

it('pauses between refusals that come at once, and gives up after some', async () => {
  const ask = vi.fn().mockRejectedValue(away);
  const { pauses, wait } = clock(10);
  await expect(patiently(ask, () => true, wait)).rejects.toBe(away);
  expect(ask).toHaveBeenCalledTimes(6);
  expect(Math.min(...pauses)).toBeGreaterThan(400);
});

it('asks no more when nobody wants the answer', async () => {
  const ask = vi.fn().mockRejectedValue(away);
  await expect(patiently(ask, () => false, clock(10).wait)).rejects.toBe(away);
  expect(ask).toHaveBeenCalledOnce();
});
