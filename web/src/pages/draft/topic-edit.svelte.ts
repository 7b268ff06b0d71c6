/* A topic that is being edited: read from the draft, saved into it as one types, kept here until it is. */

import * as calls from '../../api/calls';
import { asProblem, type Problem } from '../../api/client';
import type { DraftTopic, Topic } from '../../api/types';
import { keptTopics } from './kept-topics';
import { blankTopic, missing, NEW, sameTopic } from './topics';

/** How long somebody must stop typing before it is saved. */
const PAUSE_MS = 1200;

export type EditState = 'reading' | 'saved' | 'typing' | 'saving' | 'conflict' | 'refused';

export class TopicEdit {
  /** Its name in the address; `new` until it has one. */
  readonly name: string;
  topic: Topic | undefined = $state();
  /** As the draft and the release in force have it. */
  open: DraftTopic | undefined = $state.raw();
  state: EditState = $state('reading');
  /** Whether customers' words were added that somebody must look at before anything is saved. */
  held = $state(false);
  problem: Problem | undefined = $state.raw();
  /** What somebody else has saved meanwhile. */
  theirs: DraftTopic | undefined = $state.raw();
  #mark = 'none';
  #saved: Topic | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<boolean> | undefined;

  constructor(name: string) {
    this.name = name;
  }

  get isNew(): boolean {
    return this.name === NEW;
  }

  /** Why it stands here only, and not in the draft yet. */
  get unsaved(): string {
    if (!this.topic) return '';
    if (this.topic.id === '') return 'give it a name';
    return missing(this.topic);
  }

  /** Reads the topic, and what was typed before and not saved. */
  async read(): Promise<void> {
    const kept = keptTopics.get(this.name);
    try {
      if (this.isNew) {
        this.topic = kept?.topic ?? blankTopic();
        this.state = 'typing';
        return;
      }
      const open = await calls.getDraftTopic(this.name);
      this.#take(open);
      if (kept && open.topic && !sameTopic(kept.topic, open.topic)) {
        this.topic = kept.topic;
        this.#mark = kept.mark;
        this.changed();
      } else if (!kept || open.topic) keptTopics.forget(this.name);
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Says that something was typed. */
  changed(): void {
    if (!this.topic || this.state === 'reading') return;
    const topic = $state.snapshot(this.topic);
    if (this.#saved && sameTopic(topic, this.#saved) && this.state !== 'conflict') {
      keptTopics.forget(this.name);
      if (this.state !== 'saving') this.state = 'saved';
      clearTimeout(this.#timer);
      return;
    }
    if (!this.held) keptTopics.set(this.name, { topic, mark: this.#mark });
    if (this.state === 'conflict') return;
    if (this.state !== 'saving') this.state = 'typing';
    clearTimeout(this.#timer);
    if (this.held) return;
    // A new topic is saved by its own button, once it has a name.
    if (!this.isNew) this.#timer = setTimeout(() => void this.save(), PAUSE_MS);
  }

  /** Saves what was typed; says whether the draft holds it now. `over` saves over what somebody else saved. */
  async save(over: { theirs?: boolean; live?: boolean } = {}): Promise<boolean> {
    clearTimeout(this.#timer);
    await this.#saving;
    if (!this.topic || this.held || this.unsaved || (this.state === 'conflict' && !over.theirs)) return false;
    if (this.state === 'saved' && !over.live) return true;
    this.#saving = this.#put($state.snapshot(this.topic), over);
    const done = await this.#saving;
    this.#saving = undefined;
    return done;
  }

  /** Adds customers' words as examples. Nothing is saved before somebody says that they have looked. */
  hold(examples: readonly string[]): void {
    if (!this.topic) return;
    const known = this.topic.examples;
    const added = examples.filter((text) => !known.includes(text));
    this.held = !this.isNew && added.length > 0;
    this.topic.examples.push(...added);
  }

  /** Says that somebody has looked at what was added. */
  async looked(): Promise<boolean> {
    this.held = false;
    this.changed();
    return this.save();
  }

  async #put(topic: Topic, over: { theirs?: boolean; live?: boolean }): Promise<boolean> {
    const mark = over.theirs && this.theirs ? this.theirs.file.mark : this.#mark;
    this.state = 'saving';
    this.problem = undefined;
    try {
      const open = await calls.saveDraftTopic(topic, mark, over.live ?? false);
      this.theirs = undefined;
      this.#mark = open.file.mark;
      this.#saved = open.topic ?? undefined;
      this.open = open;
      // What was typed while it was saved stays and is saved next.
      const more = this.topic && !sameTopic($state.snapshot(this.topic), topic);
      this.state = more ? 'typing' : 'saved';
      if (more) this.changed();
      else keptTopics.forget(this.name);
      return !more;
    } catch (error) {
      const problem = asProblem(error);
      this.problem = problem;
      this.state = 'refused';
      if (problem.status === 409) await this.#lookAtTheirs();
      return false;
    }
  }

  async #lookAtTheirs(): Promise<void> {
    try {
      const theirs = await calls.getDraftTopic(this.topic?.id ?? this.name);
      // Another release at this very moment is no conflict of texts.
      if (theirs.file.mark === this.#mark) return;
      this.theirs = theirs;
      this.state = 'conflict';
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Gives up what was typed here and takes what somebody else saved. */
  takeTheirs(): void {
    if (this.theirs) this.#take(this.theirs);
    this.theirs = undefined;
    keptTopics.forget(this.name);
  }

  /** Gives up what the draft has changed in it, or takes back that it was taken away. */
  async discard(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
    await calls.discardDraftFile(`topics/${this.name}.md`, this.#mark);
    keptTopics.forget(this.name);
    this.#take(await calls.getDraftTopic(this.name));
  }

  /** Takes the topic away, in the draft. */
  async remove(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
    await calls.saveDraftFile({ path: `topics/${this.name}.md`, mark: this.#mark });
    keptTopics.forget(this.name);
    this.#take(await calls.getDraftTopic(this.name));
  }

  #take(open: DraftTopic): void {
    this.open = open;
    this.#mark = open.file.mark;
    this.#saved = open.topic ?? undefined;
    this.topic = open.topic ? structuredClone(open.topic) : undefined;
    this.problem = undefined;
    this.state = 'saved';
  }
}
