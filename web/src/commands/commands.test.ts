import { beforeEach, describe, expect, it } from 'vitest';

import { Commands, findCommands, keyNames, strokeOf, type Command } from './commands.svelte';

const command = (id: string, title: string, keys?: string, run: () => void = () => undefined): Command => ({
  id,
  title,
  section: 'General',
  keys,
  run,
});

const plain = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe('the palette', () => {
  const all = [
    command('hand-back', 'Hand back to the assistant'),
    command('resolve', 'Resolve'),
    command('reply', 'Write a reply'),
    { ...command('snooze', 'Snooze…'), also: 'later remind' },
  ];
  const found = (wanted: string) => findCommands(all, wanted).map(({ id }) => id);

  it('shows everything while nothing is asked for', () => {
    expect(found('')).toHaveLength(4);
  });

  it('puts what begins so before what holds it', () => {
    expect(found('re')).toEqual(['resolve', 'reply', 'snooze']);
    expect(found('reply')).toEqual(['reply']);
  });

  it('finds by other words and by several', () => {
    expect(found('later')).toEqual(['snooze']);
    expect(found('assistant back')).toEqual(['hand-back']);
  });

  it('finds nothing rather than something else', () => {
    expect(found('xyzzy')).toEqual([]);
  });
});

describe('keys', () => {
  let done: string[];
  let commands: Commands;
  const does = (id: string, keys: string) => command(id, id, keys, () => void done.push(id));

  beforeEach(() => {
    localStorage.clear();
    done = [];
    commands = new Commands();
  });

  it('act at once, and one after the other', () => {
    commands.add([does('next', 'j'), does('inbox', 'g i')]);
    expect(commands.press('j', false, 0)).toBe(true);
    commands.press('g', false, 100);
    commands.press('i', false, 400);
    expect(done).toEqual(['next', 'inbox']);
  });

  it('forget the first of two when the second takes too long', () => {
    commands.add([does('inbox', 'g i')]);
    commands.press('g', false, 0);
    expect(commands.press('i', false, 5_000)).toBe(false);
    expect(done).toEqual([]);
  });

  it('leave letters to a field that is being written in, but not Ctrl', () => {
    commands.add([does('next', 'j'), does('send', 'mod+Enter')]);
    expect(commands.press('j', true, 0)).toBe(false);
    commands.press('mod+Enter', true, 0);
    expect(done).toEqual(['send']);
  });

  it('without Ctrl can be switched off for good', () => {
    commands.setSingleKeys(false);
    const later = new Commands();
    later.add([does('next', 'j'), does('palette', 'mod+k')]);
    expect(later.press('j', false, 0)).toBe(false);
    later.press('mod+k', false, 0);
    expect(done).toEqual(['palette']);
  });

  it('belong to the page that came last, until it goes', () => {
    commands.add([does('outer', 'e')]);
    const leave = commands.add([does('inner', 'e')]);
    commands.press('e', false, 0);
    leave();
    commands.press('e', false, 0);
    expect(done).toEqual(['inner', 'outer']);
  });

  it('tell Shift apart only where that means something', () => {
    commands.add([does('one', 'x'), does('range', 'shift+x'), does('next', 'j'), does('inbox', 'g i')]);
    for (const stroke of ['x', 'shift+x', 'shift+j', 'shift+g', 'shift+i']) commands.press(stroke, false, 0);
    expect(done).toEqual(['one', 'range', 'next', 'inbox']);
  });

  it('are named as the keyboard names them', () => {
    expect(strokeOf({ key: 'K', ...plain, ctrlKey: true })).toBe('mod+k');
    expect(strokeOf({ key: '?', ...plain, shiftKey: true })).toBe('?');
    expect(strokeOf({ key: 'X', ...plain, shiftKey: true })).toBe('shift+x');
    expect(strokeOf({ key: 'X', ...plain })).toBe('x');
    expect(keyNames('shift+x', false)).toEqual(['⇧', 'X']);
    expect(keyNames('mod+Enter', false)).toEqual(['Ctrl', '↵']);
    expect(keyNames('g i', true)).toEqual(['G', 'I']);
    expect(keyNames('mod+k', true)).toEqual(['⌘', 'K']);
  });
});
