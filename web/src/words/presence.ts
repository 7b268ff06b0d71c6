/* Who else is in a conversation, in words. */

/** A colleague and what they do. */
export interface Attending {
  name: string;
  state: 'looking' | 'noting' | 'writing';
}

const DOES = {
  writing: { one: 'is writing a reply', more: 'are writing replies' },
  noting: { one: 'is writing a note', more: 'are writing notes' },
  looking: { one: 'is looking at this too', more: 'are looking at this too' },
} as const;

/** "Ben is writing a reply", "Dana and Lee are looking at this too": who writes comes first. */
export function presenceWords(colleagues: readonly Attending[], locale = 'en-GB'): string[] {
  return (['writing', 'noting', 'looking'] as const).flatMap((state) => {
    const names = colleagues.filter((one) => one.state === state).map((one) => one.name);
    if (names.length === 0) return [];
    const all = new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);
    return [`${all} ${names.length === 1 ? DOES[state].one : DOES[state].more}`];
  });
}
