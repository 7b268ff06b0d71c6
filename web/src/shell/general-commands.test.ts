import { beforeEach, expect, it } from 'vitest';

import type { Agent } from '../api/types';
import { session } from '../session.svelte';
import { generalCommands } from './general-commands';

beforeEach(() => {
  session.agent = { id: 'agt_1', name: 'Ana', role: 'admin' } as Agent;
});

it('gives every key to one command', () => {
  const keys = generalCommands({ palette: () => undefined, keys: () => undefined }).flatMap((one) =>
    one.keys === undefined ? [] : [one.keys],
  );
  expect(keys.filter((key, at) => keys.indexOf(key) < at)).toEqual([]);
  // A key that begins a sequence does nothing by itself.
  expect(keys.filter((key) => keys.some((other) => other.startsWith(`${key} `)))).toEqual([]);
});
