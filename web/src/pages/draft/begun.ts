/* What a topic is begun or filled up with, handed from one page to the next. Customers' own words
   reach the draft only when somebody has looked at them and saved. */

/** Texts for a topic: its name, or `new`. */
export interface Begun {
  topic: string;
  examples: readonly string[];
}

let begun: Begun | undefined;

/** Keeps texts for the editor that opens next. */
export function begin(texts: Begun): void {
  begun = texts;
}

/** The texts for `topic`, once. */
export function takeBegun(topic: string): readonly string[] {
  const texts = begun?.topic === topic ? begun.examples : [];
  begun = undefined;
  return texts;
}
