/* A topic that is being edited. */

import * as calls from '../../api/calls';
import type { DraftTopic, Topic } from '../../api/types';
import { ItemEdit } from './item-edit.svelte';
import { keptTopics } from './kept-items';
import { blankTopic, missing, sameTopic } from './topics';

export class TopicEdit extends ItemEdit<Topic, DraftTopic> {
  constructor(name: string) {
    super(name, {
      path: (topic) => `topics/${topic}.md`,
      read: calls.getDraftTopic,
      put: calls.saveDraftTopic,
      itemOf: (open) => open.topic ?? undefined,
      blank: blankTopic,
      missing,
      same: sameTopic,
      kept: keptTopics,
    });
  }

  /** Adds customers' words as examples. Nothing is saved before somebody says that they have looked. */
  hold(examples: readonly string[]): void {
    if (!this.item) return;
    const known = this.item.examples;
    const added = examples.filter((text) => !known.includes(text));
    this.held = !this.isNew && added.length > 0;
    this.item.examples.push(...added);
  }
}
