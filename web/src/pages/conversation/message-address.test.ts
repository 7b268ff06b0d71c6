import { expect, it } from 'vitest';

import { messageAddress, messageOf } from './message-address';

it('leads to a message and back', () => {
  const address = new URL(messageAddress('cnv_1', 7), 'http://desk.test');
  expect(address.pathname).toBe('/conversations/cnv_1');
  expect(messageOf(address.searchParams)).toBe(7);
});

it.each(['', 'at=', 'at=0', 'at=-1', 'at=x', 'at=1e5'])('takes nothing from %j', (query) =>
  expect(messageOf(new URLSearchParams(query))).toBeUndefined(),
);
