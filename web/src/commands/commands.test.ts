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

  it('leaves out what has nothing to act on', () => {
    const bulk = { ...command('bulk-resolve', 'Selected: resolve'), idle: () => true };
    expect(findCommands([bulk], '')).toEqual([]);
    expect(findCommands([{ ...bulk, idle: () => false }], '')).toHaveLength(1);
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

  it('are others with Shift, except under Caps Lock', () => {
    commands.add([does('one', 'x'), does('range', 'shift+x'), does('next', 'j'), does('inbox', 'g i')]);
    const strokes = ['x', 'shift+x', 'shift+j', 'shift+g', 'shift+i'];
    for (const stroke of strokes) commands.press(stroke, false, 0);
    expect(done).toEqual(['one', 'range']);
    for (const stroke of strokes) commands.press(stroke, false, 0, true);
    expect(done.slice(2)).toEqual(['one', 'range', 'next', 'inbox']);
  });

  it('for what is selected never act on the open conversation instead', () => {
    let selected = 2;
    const resolve = () => {
      done.push(`${selected} resolved`);
      selected = 0;
    };
    commands.add([{ ...does('bulk', 'shift+e'), idle: () => selected === 0, run: resolve }]);
    commands.add([does('resolve', 'e')]);
    for (const capsLock of [false, true]) {
      expect(commands.press('shift+e', false, 0, capsLock)).toBe(true);
      expect(commands.press('shift+e', false, 0, capsLock)).toBe(true);
    }
    expect(done).toEqual(['2 resolved']);
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
