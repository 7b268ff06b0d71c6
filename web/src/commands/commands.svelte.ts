/* Everything that can be done, with its keys. Pages add their own actions while they are shown; the palette
   lists them all, and one listener on the window carries out the keys. */

import { untrack } from 'svelte';

/** Something that can be done now. */
export interface Command {
  id: string;
  title: string;
  section: 'This conversation' | 'Inbox' | 'Go to' | 'General';
  /** Such as `j`, `g i` (one after the other), `mod+k`, `mod+Enter`, `shift+x`, `?`. */
  keys?: string;
  run: () => void;
  /** Words that find it in the palette besides its title. */
  also?: string;
  /** Whether there is nothing that it could act on now. Its key then does nothing, and the palette leaves it out. */
  idle?: () => boolean;
}

/** Whether this machine's command key is ⌘. */
const APPLE = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** A stroke of the keyboard as commands name it. */
export function strokeOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : '';
  const alt = event.altKey ? 'alt+' : '';
  // Only letters are told apart by it: what a sign such as `?` takes is the keyboard's business.
  const shift = event.shiftKey && /^\p{L}$/u.test(event.key) ? 'shift+' : '';
  return mod + alt + shift + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
}

/** The keys of a command, for people: `['Ctrl', 'K']`, `['G', 'I']`. */
export function keyNames(keys: string, apple = APPLE): string[] {
  const names: Record<string, string> = {
    mod: apple ? '⌘' : 'Ctrl',
    alt: 'Alt',
    shift: '⇧',
    Enter: '↵',
    Escape: 'Esc',
    ArrowDown: '↓',
  };
  return keys.split(/[ +]/).map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}

/** How well `wanted` finds `text`: 0 is not at all; the beginning of words counts most. */
export function matchScore(wanted: string, text: string): number {
  const needle = wanted.trim().toLowerCase();
  const hay = text.toLowerCase();
  if (needle === '') return 1;
  if (hay.startsWith(needle)) return 4;
  if (hay.includes(` ${needle}`)) return 3;
  if (hay.includes(needle)) return 2;
  const words = needle.split(/\s+/);
  return words.every((word) => hay.includes(word)) ? 1 : 0;
}

/** The commands that `wanted` finds, best first, otherwise in their own order. */
export function findCommands(commands: readonly Command[], wanted: string): Command[] {
  return commands
    .filter((command) => !command.idle?.())
    .map((command, at) => ({ command, at, score: score(command, wanted) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .map(({ command }) => command);
}

function score(command: Command, wanted: string): number {
  return Math.max(matchScore(wanted, command.title), 0.9 * matchScore(wanted, command.also ?? '\u0000'));
}

const SEQUENCE_MS = 1200;
const SINGLE_KEYS_SETTING = 'rapport.single-keys';

/** The commands at hand and the dispatch of keys to them. */
export class Commands {
  #groups = $state.raw<readonly (readonly Command[])[]>([]);
  readonly all: readonly Command[] = $derived(this.#groups.flat());
  /** Whether keys without Ctrl act; people who speak to their computer can switch them off. */
  singleKeys = $state(localStorage.getItem(SINGLE_KEYS_SETTING) !== 'off');
  #begun: { stroke: string; at: number } | undefined;

  /** Adds actions; the answer takes them away again. */
  add(group: readonly Command[]): () => void {
    // An effect that adds must not run again because of what it added.
    untrack(() => (this.#groups = [...this.#groups, group]));
    return () => {
      untrack(() => (this.#groups = this.#groups.filter((other) => other !== group)));
    };
  }

  /** Switches keys without Ctrl on or off, for good. */
  setSingleKeys(on: boolean): void {
    this.singleKeys = on;
    localStorage.setItem(SINGLE_KEYS_SETTING, on ? 'on' : 'off');
  }

  /** Carries out what a stroke means, at `now`; says whether it meant anything. */
  press(stroke: string, typing: boolean, now: number, capsLock = false): boolean {
    const plain = !stroke.startsWith('mod+');
    if (plain && stroke !== 'Escape' && (typing || !this.singleKeys)) return false;
    // Under Caps Lock people hold Shift to write a small letter. Otherwise Shift makes another key of it: what it
    // means for several conversations must never befall one.
    const plainly = capsLock ? stroke.replace('shift+', '') : stroke;
    const begun =
      this.#begun && now - this.#begun.at < SEQUENCE_MS ? `${this.#begun.stroke} ${plainly}` : undefined;
    this.#begun = undefined;
    // The last one added is the nearest to what is on the screen, so it goes first.
    const newest = [...this.all].reverse();
    const meant = (keys: string) => newest.find((one) => one.keys === keys);
    const command = (begun !== undefined && meant(begun)) || meant(stroke) || meant(plainly);
    if (command) {
      if (!command.idle?.()) command.run();
      return true;
    }
    if (newest.some((one) => one.keys?.startsWith(`${plainly} `))) {
      this.#begun = { stroke: plainly, at: now };
      return true;
    }
    return false;
  }

  /** The window's listener. */
  readonly onkeydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    // Within a dialogue the keys belong to it.
    if (document.querySelector('dialog[open]')) return;
    const capsLock = event.getModifierState('CapsLock');
    if (this.press(strokeOf(event), isTyping(event.target), Date.now(), capsLock)) event.preventDefault();
  };
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  // A box to tick takes no letters.
  if (target instanceof HTMLInputElement && ['checkbox', 'radio'].includes(target.type)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export const commands = new Commands();
