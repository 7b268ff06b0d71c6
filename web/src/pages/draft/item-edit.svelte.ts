/* Something of the draft that is being edited: read from the draft, saved into it as one types, kept here until it is. */

import * as calls from '../../api/calls';
import { asProblem, type Problem } from '../../api/client';
import type { DraftFile } from '../../api/types';
import type { KeptItems } from './kept-items';
import { NEW } from './topics';

/** How long somebody must stop typing before it is saved. */
const PAUSE_MS = 1200;

export type EditState = 'reading' | 'saved' | 'typing' | 'saving' | 'conflict' | 'refused';

/** What kind of thing is edited, and how. */
export interface ItemKind<Item, Open> {
  /** Its file in the draft. */
  path: (name: string) => string;
  read: (name: string) => Promise<Open>;
  put: (item: Item, mark: string, keep: boolean) => Promise<Open>;
  itemOf: (open: Open) => Item | undefined;
  blank: () => Item;
  /** What is missing before it can be saved; empty where nothing is. */
  missing: (item: Item) => string;
  same: (a: Item, b: Item) => boolean;
  kept: KeptItems<Item>;
}

export class ItemEdit<Item extends { id: string }, Open extends { file: DraftFile }> {
  /** Its name in the address; `new` until the draft holds it. */
  name: string = $state(NEW);
  item: Item | undefined = $state();
  /** As the draft and the release in force have it. */
  open: Open | undefined = $state.raw();
  state: EditState = $state('reading');
  /** Whether somebody must look at something before anything is saved. */
  held = $state(false);
  problem: Problem | undefined = $state.raw();
  /** What somebody else has saved meanwhile. */
  theirs: Open | undefined = $state.raw();
  readonly #kind: ItemKind<Item, Open>;
  #mark = 'none';
  #saved: Item | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<boolean> | undefined;

  constructor(name: string, kind: ItemKind<Item, Open>) {
    this.name = name;
    this.#kind = kind;
  }

  get isNew(): boolean {
    return this.name === NEW;
  }

  /** Why it stands here only, and not in the draft yet. */
  get unsaved(): string {
    if (!this.item) return '';
    if (this.item.id === '') return 'give it a name';
    return this.#kind.missing(this.item);
  }

  /** Reads it, and what was typed before and not saved. */
  async read(): Promise<void> {
    const kept = this.#kind.kept.get(this.name);
    try {
      if (this.isNew) {
        this.item = kept?.item ?? this.#kind.blank();
        this.state = 'typing';
        return;
      }
      const open = await this.#kind.read(this.name);
      this.#take(open);
      const read = this.#kind.itemOf(open);
      if (kept && read && !this.#kind.same(kept.item, read)) {
        this.item = kept.item;
        this.#mark = kept.mark;
        this.changed();
      } else if (!kept || read) this.#kind.kept.forget(this.name);
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Says that something was typed. */
  changed(): void {
    if (!this.item || this.state === 'reading') return;
    const item = this.#snapshot(this.item);
    if (this.#saved && this.#kind.same(item, this.#saved) && this.state !== 'conflict') {
      this.#kind.kept.forget(this.name);
      if (this.state !== 'saving') this.state = 'saved';
      clearTimeout(this.#timer);
      return;
    }
    if (!this.held) this.#kind.kept.set(this.name, { item, mark: this.#mark });
    if (this.state === 'conflict') return;
    if (this.state !== 'saving') this.state = 'typing';
    clearTimeout(this.#timer);
    if (this.held) return;
    // A new one is saved by its own button, once it has a name.
    if (!this.isNew) this.#timer = setTimeout(() => void this.save(), PAUSE_MS);
  }

  /** Saves what was typed; says whether the draft holds it now. `over` saves over what somebody else saved. */
  async save(over: { theirs?: boolean; live?: boolean } = {}): Promise<boolean> {
    clearTimeout(this.#timer);
    await this.#saving;
    if (!this.item || this.held || this.unsaved || (this.state === 'conflict' && !over.theirs)) return false;
    if (this.state === 'saved' && !over.live) return true;
    this.#saving = this.#put(this.#snapshot(this.item), over);
    const done = await this.#saving;
    this.#saving = undefined;
    return done;
  }

  /** Says that somebody has looked at what they had to look at. */
  async looked(): Promise<boolean> {
    this.held = false;
    this.changed();
    return this.save();
  }

  async #put(item: Item, over: { theirs?: boolean; live?: boolean }): Promise<boolean> {
    const mark = over.theirs && this.theirs ? this.theirs.file.mark : this.#mark;
    this.state = 'saving';
    this.problem = undefined;
    try {
      const open = await this.#kind.put(item, mark, over.live ?? false);
      this.theirs = undefined;
      this.#mark = open.file.mark;
      this.#saved = this.#kind.itemOf(open);
      this.open = open;
      // A new one goes on under the name that it was saved with.
      if (this.isNew) {
        this.#kind.kept.forget(NEW);
        this.name = item.id;
      }
      // What was typed while it was saved stays and is saved next.
      const more = this.item && !this.#kind.same(this.#snapshot(this.item), item);
      this.state = more ? 'typing' : 'saved';
      if (more) this.changed();
      else this.#kind.kept.forget(this.name);
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
      const theirs = await this.#kind.read(this.item?.id ?? this.name);
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
    this.#kind.kept.forget(this.name);
  }

  /** Gives up what the draft has changed in it, or takes back that it was taken away. */
  async discard(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
    await calls.discardDraftFile(this.#kind.path(this.name), this.#mark);
    this.#kind.kept.forget(this.name);
    this.#take(await this.#kind.read(this.name));
  }

  /** Takes it away, in the draft. */
  async remove(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#saving;
    await calls.saveDraftFile({ path: this.#kind.path(this.name), mark: this.#mark });
    this.#kind.kept.forget(this.name);
    this.#take(await this.#kind.read(this.name));
  }

  #snapshot(item: Item): Item {
    return $state.snapshot(item) as Item;
  }

  #take(open: Open): void {
    this.open = open;
    this.#mark = open.file.mark;
    this.#saved = this.#kind.itemOf(open);
    const item = this.#kind.itemOf(open);
    this.item = item && structuredClone(item);
    this.problem = undefined;
    this.state = 'saved';
  }
}
