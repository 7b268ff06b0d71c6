import { describe, expect, it } from 'vitest';

import { sharingOf } from './sharing';

const ben = { id: 'agt_1', name: 'Ben' };

describe('who sees kind words', () => {
  it('needs both to agree', () => {
    expect(sharingOf({ shared: true, agreed: true })).toMatch(/^On the team board, without/);
    expect(sharingOf({ shared: true })).toMatch(/as soon as the customer agrees/);
    expect(sharingOf({ shared: false, agreed: true })).toBe('The customer agrees.');
    expect(sharingOf({ shared: true, agreed: false })).toMatch(/between you/);
  });

  it('takes a colleague’s writing as their agreement', () => {
    expect(sharingOf({ shared: true, agreed: true, colleague: ben })).toBe('On the team board.');
    expect(sharingOf({ shared: false, agreed: true, colleague: ben })).toBe('Only you see it.');
  });
});
