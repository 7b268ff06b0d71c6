import { describe, expect, it } from 'vitest';

import { beforeSending, receiversOf, stateOf } from './receivers';

const found = receiversOf({
  language: 'de',
  colleagues: [
    { id: 'agt_1', name: 'Ben', there: true, held: 2, full: false, speaks: true, skills: ['refund'] },
    { id: 'agt_2', name: 'Dana', there: false, held: 0, full: false, speaks: false, skills: [] },
    { id: 'agt_3', name: 'Lee', there: true, held: 4, full: true, speaks: false, skills: [] },
  ],
  teams: [
    { id: 'tem_1', name: 'Returns', there: 2, offered_first_minutes: 5 },
    { id: 'tem_2', name: 'Orders', there: 0, offered_first_minutes: 5 },
  ],
});
const named = (name: string) => found.find((one) => one.name === name) ?? expect.fail(name);

describe('who could go on', () => {
  it('says how it stands with each', () => {
    expect(stateOf(named('Ben'))).toBe('Available · holds 2');
    expect(named('Ben').fits).toEqual(['speaks the language', 'refund']);
    expect(stateOf(named('Lee'))).toBe('Available · holds 4, as many as they take');
    expect(stateOf(named('Orders'))).toBe('Team · nobody is there');
  });

  it('says before sending that somebody is away, and what happens then', () => {
    expect(beforeSending(named('Dana'))).toContain('is away, and the customer is told so');
    expect(beforeSending(named('Dana'))).toContain('ten minutes');
    expect(beforeSending(named('Returns'))).toContain('to everybody after 5 minutes');
    expect(beforeSending(named('Orders'))).toContain('to everybody at once');
  });
});
