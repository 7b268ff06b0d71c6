import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import { Problem } from '../../api/client';
import type { DraftTopic, Topic } from '../../api/types';
import { keptTopics } from './kept-items';
import { TopicEdit } from './topic-edit';
import { blankTopic } from './topics';

vi.mock('../../api/calls');
const server = vi.mocked(calls);

function topic(title: string): Topic {
  return { ...blankTopic('Ana'), id: 'delivery', title, answer: { version: 1, plain: 'Free.', sources: [] } };
}

function open(title: string, mark: string): DraftTopic {
  return { file: { path: 'topics/delivery.md', mark, conflict: false }, topic: topic(title) };
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  server.getDraftTopic.mockResolvedValue(open('Delivery', 'one'));
  server.saveDraftTopic.mockImplementation((saved) =>
    Promise.resolve(open(saved.title, `of ${saved.title}`)),
  );
});

afterEach(() => vi.useRealTimers());

async function edited(): Promise<TopicEdit & { item: Topic }> {
  const edit = new TopicEdit('delivery');
  await edit.read();
  return edit as TopicEdit & { item: Topic };
}

it('saves when somebody stops typing, and keeps the text here until then', async () => {
  const edit = await edited();
  expect(edit.state).toBe('saved');
  edit.item.title = 'Postage';
  edit.changed();
  expect(edit.state).toBe('typing');
  expect(keptTopics.get('delivery')).toMatchObject({ mark: 'one', item: { title: 'Postage' } });
  await vi.runAllTimersAsync();
  expect(server.saveDraftTopic).toHaveBeenLastCalledWith(
    expect.objectContaining({ title: 'Postage' }),
    'one',
    false,
  );
  expect(edit.state).toBe('saved');
  expect(keptTopics.get('delivery')).toBeUndefined();
});

it('does not save what is not whole yet', async () => {
  const edit = await edited();
  edit.item.title = ' ';
  edit.changed();
  expect(edit.unsaved).toBe('give it a title');
  expect(await edit.save()).toBe(false);
  expect(keptTopics.get('delivery')?.item.title).toBe(' ');
});

it('shows what a colleague has saved, and saves over it only when told to', async () => {
  const edit = await edited();
  server.saveDraftTopic.mockRejectedValueOnce(new Problem({ status: 409 }));
  server.getDraftTopic.mockResolvedValue(open('Theirs', 'two'));
  edit.item.title = 'Mine';
  edit.changed();
  await vi.runAllTimersAsync();
  expect([edit.state, edit.theirs?.topic?.title, edit.item.title]).toEqual(['conflict', 'Theirs', 'Mine']);
  expect(await edit.save()).toBe(false);
  expect(await edit.save({ theirs: true })).toBe(true);
  expect(server.saveDraftTopic).toHaveBeenLastCalledWith(
    expect.objectContaining({ title: 'Mine' }),
    'two',
    false,
  );
});

it('takes theirs, and then there is nothing to save', async () => {
  const edit = await edited();
  server.saveDraftTopic.mockRejectedValueOnce(new Problem({ status: 409 }));
  server.getDraftTopic.mockResolvedValue(open('Theirs', 'two'));
  edit.item.title = 'Mine';
  edit.changed();
  await vi.runAllTimersAsync();
  edit.takeTheirs();
  expect([edit.state, edit.item.title]).toEqual(['saved', 'Theirs']);
  expect(keptTopics.get('delivery')).toBeUndefined();
});

it('saves customers’ words only when somebody has looked', async () => {
  const edit = await edited();
  const saves = server.saveDraftTopic.mock.calls.length;
  edit.hold(['where is my order 100482']);
  edit.changed();
  await vi.runAllTimersAsync();
  expect(await edit.save()).toBe(false);
  expect(server.saveDraftTopic.mock.calls.length).toBe(saves);
  expect(keptTopics.get('delivery')).toBeUndefined();
  edit.item.examples = ['where is my order'];
  expect(await edit.looked()).toBe(true);
  expect(server.saveDraftTopic.mock.lastCall?.[0].examples).toEqual(['where is my order']);
});

it('comes back with what could not be saved', async () => {
  keptTopics.set('delivery', { item: topic('Half'), mark: 'one' });
  const edit = await edited();
  expect([edit.state, edit.item.title]).toEqual(['typing', 'Half']);
  await vi.runAllTimersAsync();
  expect(edit.state).toBe('saved');
});

it('saves what was typed while it was being saved', async () => {
  const edit = await edited();
  let answer: (saved: DraftTopic) => void = () => undefined;
  server.saveDraftTopic.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
  edit.item.title = 'Post';
  edit.changed();
  await vi.advanceTimersByTimeAsync(2000);
  edit.item.title = 'Postage';
  edit.changed();
  answer(open('Post', 'two'));
  await vi.runAllTimersAsync();
  expect(server.saveDraftTopic).toHaveBeenLastCalledWith(
    expect.objectContaining({ title: 'Postage' }),
    'two',
    false,
  );
  expect([edit.state, edit.item.title]).toEqual(['saved', 'Postage']);
});
