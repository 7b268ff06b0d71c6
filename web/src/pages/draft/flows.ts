/* Flows as people write them: steps begun, named, moved, checked, and turned into what the server takes.
   Pure, so that it can be tested. */

import type { Flow, FlowStep, KnownFrom, Silence, SlotKind } from '../../api/types';
import { idWords } from '../../words/labels';

export type StepKind =
  'say' | 'ask' | 'choose' | 'remember' | 'act' | 'branch' | 'wait' | 'call' | 'hand_over' | 'end';

/** A name and what belongs to it: an argument, a case of a branch, a reason to refuse. */
export interface Pair {
  name: string;
  value: string;
}

/** A step as a form holds it: all fields that any kind has, so that nothing typed is lost by changing the kind. */
export interface StepForm {
  /** Tells steps apart while their names are typed; no part of the flow. */
  key: string;
  id: string;
  kind: StepKind;
  text: string;
  spoken: string;
  next: string;
  slot: string;
  type: SlotKind;
  retry: string;
  tries: number;
  least: string;
  most: string;
  currency: string;
  among: string[];
  among_from: string;
  known: KnownFrom[];
  minutes: number;
  event: string;
  late: string;
  options: { label: string; value: string; synonyms: string[] }[];
  value: string;
  action: string;
  with: Pair[];
  save: string;
  confirm: string;
  declined: string;
  refused: Pair[];
  unknown: string;
  on: string;
  cases: Pair[];
  otherwise: string;
  flow: string;
  reason: string;
}

/** A flow as a form holds it. */
export interface FlowForm {
  id: string;
  title: string;
  offer: string;
  /** Its own times of silence; the company's hold where there are none. */
  silence?: Silence | undefined;
  steps: StepForm[];
}

/** What each kind of step is called and does, in the order in which they are offered. */
export const KINDS: Record<StepKind, { name: string; does: string; verb: string }> = {
  say: { name: 'Say', does: 'Says a text.', verb: 'says' },
  ask: { name: 'Ask', does: 'Asks until a value fits, and keeps it.', verb: 'asks' },
  choose: { name: 'Let choose', does: 'Shows buttons to choose from.', verb: 'lets choose' },
  act: { name: 'Act', does: 'Calls another system, after a yes if it changes something.', verb: 'acts' },
  branch: { name: 'Branch', does: 'Goes on depending on a value.', verb: 'branches' },
  wait: {
    name: 'Wait',
    does: 'Waits for a time, or until another system tells something.',
    verb: 'waits',
  },
  remember: { name: 'Remember', does: 'Keeps a value, or clears it.', verb: 'remembers' },
  call: { name: 'Run a flow', does: 'Runs another flow and comes back.', verb: 'runs' },
  hand_over: { name: 'Hand over', does: 'Calls a person.', verb: 'hands over' },
  end: { name: 'End', does: 'Ends the flow.', verb: 'ends' },
};

/** Whether a step of a content file is of a kind that is known. */
export function isStepKind(kind: string): kind is StepKind {
  return Object.hasOwn(KINDS, kind);
}

export const SLOT_KINDS: Record<SlotKind, string> = {
  text: 'any text',
  order_number: 'an order number (5 to 10 digits)',
  email: 'an e-mail address',
  address: 'a postal address',
  number: 'a whole number',
  date: 'a date',
  time: 'a time of day',
  amount: 'an amount of money',
  name: 'a person’s name',
  product: 'one of some products',
  phone: 'a phone number',
};

/** The types of which a least and a most make sense. */
export const BOUNDED: readonly SlotKind[] = ['number', 'amount', 'time', 'date'];

/** Where a value may be known from, and for which types each makes sense. */
export const KNOWN_FROM: Record<KnownFrom, { words: string; fits: (type: SlotKind) => boolean }> = {
  email: { words: 'the sign-in: the customer’s address', fits: (type) => type === 'email' },
  name: { words: 'the customer’s name', fits: (type) => type === 'name' || type === 'text' },
  earlier: { words: 'a flow before, in the same conversation', fits: () => true },
};

let keys = 0;
const newKey = () => `step-${++keys}`;

/** A step with nothing in it. */
export function blankStep(kind: StepKind, id: string): StepForm {
  return {
    key: newKey(),
    id,
    kind,
    text: '',
    spoken: '',
    next: '',
    slot: '',
    type: 'text',
    retry: '',
    tries: 3,
    least: '',
    most: '',
    currency: '',
    among: [],
    among_from: '',
    known: [],
    minutes: 60,
    event: '',
    late: '',
    options: [
      { label: '', value: '', synonyms: [] },
      { label: '', value: '', synonyms: [] },
    ],
    value: '',
    action: '',
    with: [],
    save: '',
    confirm: '',
    declined: '',
    refused: [],
    unknown: '',
    on: '',
    cases: [{ name: '', value: '' }],
    otherwise: '',
    flow: '',
    reason: '',
  };
}

/** Minutes as people say them: "2 hours and 30 minutes". */
export function inWords(minutes: number): string {
  if (!Number.isFinite(minutes) || minutes < 1) return 'From 1 minute to 30 days.';
  const parts = [
    { count: Math.floor(minutes / 1440), unit: 'day' },
    { count: Math.floor((minutes % 1440) / 60), unit: 'hour' },
    { count: Math.floor(minutes % 60), unit: 'minute' },
  ].filter(({ count }) => count > 0);
  return parts.map(({ count, unit }) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(' and ');
}

/** A flow with one step that says nothing yet. */
export function blankFlow(): FlowForm {
  return { id: '', title: '', offer: '', steps: [blankStep('say', 'say-first')] };
}

/** A name for another step of this kind: `say-2`. */
export function stepName(kind: StepKind, steps: readonly StepForm[]): string {
  const stem = kind.replace('_', '-');
  const taken = new Set(steps.map(({ id }) => id));
  let name = stem;
  for (let number = 2; taken.has(name); number += 1) name = `${stem}-${number}`;
  return name;
}

/** A flow that was kept in the browser, perhaps by a version that knew fewer fields. Its steps get keys of their own,
    since those of another visit may be given again. */
export function completed(form: FlowForm): FlowForm {
  const steps = form.steps.map((step) => {
    const blank = blankStep(step.kind, step.id);
    return { ...blank, ...step, key: blank.key };
  });
  return { ...form, steps };
}

/** A copy of a step under another name. */
export function copyOf(step: StepForm, steps: readonly StepForm[]): StepForm {
  const stem = step.id.replace(/-\d+$/, '').slice(0, 60);
  const taken = new Set(steps.map(({ id }) => id));
  let number = 2;
  while (taken.has(`${stem}-${number}`)) number += 1;
  return { ...(JSON.parse(JSON.stringify(step)) as StepForm), key: newKey(), id: `${stem}-${number}` };
}

/** A step under another name, and all that led to it leading there still. */
export function renamed(steps: readonly StepForm[], from: string, to: string): StepForm[] {
  const lead = (id: string) => (from !== '' && id === from ? to : id);
  const pairs = (all: readonly Pair[]) => all.map(({ name, value }) => ({ name, value: lead(value) }));
  return steps.map((step) => ({
    ...step,
    id: step.id === from ? to : step.id,
    next: lead(step.next),
    declined: lead(step.declined),
    unknown: lead(step.unknown),
    late: lead(step.late),
    otherwise: lead(step.otherwise),
    refused: pairs(step.refused),
    cases: pairs(step.cases),
  }));
}

/** A flow of the server as a form holds it. */
export function formOf(flow: Flow): FlowForm {
  const { id, title, offer, silence } = flow;
  return { id, title, offer, silence: silence ?? undefined, steps: flow.steps.map(stepFormOf) };
}

function stepFormOf(step: FlowStep): StepForm {
  const kind = (Object.keys(KINDS) as StepKind[]).find((one) => step[one] != null) ?? 'say';
  const form = blankStep(kind, step.id);
  const { say, ask, choose, remember, act, branch, wait, call, hand_over } = step;
  if (say) Object.assign(form, { text: say.text, spoken: say.spoken ?? '', next: say.next ?? '' });
  if (ask) {
    const { least, most, currency, among, among_from, known, ...rest } = ask;
    Object.assign(form, rest, {
      least: least ?? '',
      most: most ?? '',
      currency: currency ?? '',
      among: among ?? [],
      among_from: among_from ?? '',
      known: known ?? [],
    });
  }
  if (choose) {
    const { slot, text, options } = choose;
    Object.assign(form, {
      slot,
      text,
      options: options.map((one) => ({ ...one, synonyms: one.synonyms ?? [] })),
    });
  }
  if (remember) Object.assign(form, remember);
  if (act) {
    const { action, save, confirm, declined, unknown } = act;
    Object.assign(form, {
      action,
      save,
      confirm: confirm ?? '',
      declined: declined ?? '',
      unknown: unknown ?? '',
    });
    form.with = pairsOf(act.with);
    form.refused = pairsOf(act.refused);
  }
  if (branch)
    Object.assign(form, { on: branch.on, cases: pairsOf(branch.cases), otherwise: branch.otherwise });
  if (wait) {
    const { text, minutes, event, late } = wait;
    Object.assign(form, { text, minutes, event: event ?? '', late: late ?? '' });
  }
  if (call) form.flow = call.flow;
  if (hand_over) Object.assign(form, { reason: hand_over.reason, text: hand_over.text ?? '' });
  return form;
}

function pairsOf(map: Record<string, string> | undefined): Pair[] {
  return Object.entries(map ?? {}).map(([name, value]) => ({ name, value }));
}

/** What the server takes. */
export function flowOf(form: FlowForm): Flow {
  const { id, title, offer } = form;
  const silence = form.silence ? { silence: form.silence } : {};
  return { id, title: title.trim(), offer: offer.trim(), ...silence, steps: form.steps.map(stepOf) };
}

function stepOf(step: StepForm): FlowStep {
  const { id, kind, text, slot } = step;
  const some = <Name extends string>(name: Name, value: string) =>
    (value.trim() === '' ? {} : { [name]: value.trim() }) as Partial<Record<Name, string>>;
  switch (kind) {
    case 'say':
      return { id, say: { text: text.trim(), ...some('spoken', step.spoken), ...some('next', step.next) } };
    case 'ask': {
      const { type } = step;
      const tries = step.tries || 3;
      const bounds = BOUNDED.includes(type)
        ? { ...some('least', step.least), ...some('most', step.most) }
        : {};
      const currency = type === 'amount' ? some('currency', step.currency.toUpperCase()) : {};
      const names = step.among.map((name) => name.trim()).filter(Boolean);
      const among = type === 'product' && names.length > 0 ? { among: names } : {};
      const from = type === 'product' ? some('among_from', step.among_from) : {};
      const fitting = step.known.filter((one) => KNOWN_FROM[one].fits(type));
      const known = fitting.length > 0 ? { known: fitting } : {};
      const asked = { slot, type, text: text.trim(), retry: step.retry.trim(), tries };
      return { id, ask: { ...asked, ...bounds, ...currency, ...among, ...from, ...known } };
    }
    case 'choose': {
      const options = step.options.map(({ label, value, synonyms }) => ({
        label: label.trim(),
        value: value.trim() || label.trim(),
        synonyms: synonyms.map((word) => word.trim()).filter(Boolean),
      }));
      return { id, choose: { slot, text: text.trim(), options } };
    }
    case 'remember':
      return { id, remember: { slot, value: step.value } };
    case 'act': {
      const named = { action: step.action, with: mapOf(step.with), save: step.save.trim() };
      const leads = { ...some('declined', step.declined), ...some('unknown', step.unknown) };
      return {
        id,
        act: { ...named, ...some('confirm', step.confirm), ...leads, refused: mapOf(step.refused) },
      };
    }
    case 'branch':
      return { id, branch: { on: step.on.trim(), cases: mapOf(step.cases), otherwise: step.otherwise } };
    case 'wait': {
      const minutes = step.minutes || 60;
      const late = step.event.trim() === '' ? {} : some('late', step.late);
      return { id, wait: { text: text.trim(), minutes, ...some('event', step.event), ...late } };
    }
    case 'call':
      return { id, call: { flow: step.flow } };
    case 'hand_over':
      return { id, hand_over: { reason: step.reason.trim(), ...some('text', text) } };
    case 'end':
      return { id, end: {} };
  }
}

function mapOf(pairs: readonly Pair[]): Record<string, string> {
  const filled = pairs.filter(({ name }) => name.trim() !== '');
  return Object.fromEntries(filled.map(({ name, value }) => [name.trim(), value.trim()]));
}

/** Whether two flows say the same. The order of cases and arguments says nothing. */
export function sameFlow(a: FlowForm, b: FlowForm): boolean {
  return JSON.stringify(sorted(flowOf(a))) === JSON.stringify(sorted(flowOf(b)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

const NAME = /^[a-z0-9_-]{1,64}$/;
const SMALL = 'small letters, digits, - and _, at most 64';

/** Why the draft cannot hold a step as it is; empty where it can. What else is wrong with it, the checks say. */
export function stepProblem(step: StepForm, steps: readonly StepForm[]): string {
  if (!NAME.test(step.id)) return `give the step a name: ${SMALL}`;
  if (steps.filter(({ id }) => id === step.id).length > 1) return `another step is called “${step.id}” too`;
  const asks = ['ask', 'choose', 'remember'].includes(step.kind);
  if (asks && !NAME.test(step.slot)) return `say under which name the value is kept: ${SMALL}`;
  if (step.kind === 'act' && step.action === '') return 'choose the action';
  if (step.kind === 'call' && step.flow === '') return 'choose the flow to run';
  if (step.kind === 'branch') {
    const cases = step.cases.filter(({ name }) => name.trim() !== '');
    if (cases.some(({ value }) => value === '') || step.otherwise === '')
      return 'say which step follows each value';
    if (twice(cases)) return `“${twice(cases)}” stands there twice`;
  }
  if (step.kind === 'act') {
    if (step.refused.some(({ name, value }) => name.trim() !== '' && value === '')) {
      return 'say which step follows each refusal';
    }
    const doubled = twice(step.with) || twice(step.refused);
    if (doubled) return `“${doubled}” stands there twice`;
  }
  return '';
}

function twice(pairs: readonly Pair[]): string {
  const names = pairs.map(({ name }) => name.trim()).filter(Boolean);
  return names.find((name, at) => names.indexOf(name) !== at) ?? '';
}

/** What is missing before a flow can be saved; empty where nothing is. */
export function missingInFlow(flow: FlowForm): string {
  if (flow.title.trim() === '') return 'give it a title';
  if (flow.steps.length === 0) return 'give it a step';
  for (const step of flow.steps) {
    const problem = stepProblem(step, flow.steps);
    if (problem) return `go to step “${step.id || '…'}” and ${problem}`;
  }
  return '';
}

/** A way from one step to another, and when it is taken. */
export interface Exit {
  to: string;
  when: string;
}

/** Where a step leads. `follows` is the step after it in the list. */
export function exitsOf(step: StepForm, follows: string | undefined): Exit[] {
  const next: Exit[] = follows === undefined ? [{ to: '', when: '' }] : [{ to: follows, when: '' }];
  switch (step.kind) {
    case 'say':
      return step.next ? [{ to: step.next, when: '' }] : next;
    case 'act': {
      const declined = step.declined ? [{ to: step.declined, when: 'not confirmed' }] : [];
      const unknown = step.unknown ? [{ to: step.unknown, when: 'not certain' }] : [];
      const refused = step.refused.filter(({ value }) => value !== '');
      const why = (name: string) =>
        name === 'otherwise' ? 'refused' : `refused: ${idWords(name).toLowerCase()}`;
      return [
        ...next,
        ...declined,
        ...refused.map(({ name, value }) => ({ to: value, when: why(name) })),
        ...unknown,
      ];
    }
    case 'branch': {
      const cases = step.cases.filter(({ name, value }) => name.trim() !== '' && value !== '');
      const other = step.otherwise ? [{ to: step.otherwise, when: 'otherwise' }] : [];
      return [...cases.map(({ name, value }) => ({ to: value, when: name })), ...other];
    }
    case 'wait':
      return step.event && step.late ? [...next, { to: step.late, when: 'not in time' }] : next;
    case 'hand_over':
    case 'end':
      return [];
    default:
      return next;
  }
}

/** What a step says or does, in a line. */
export function gistOf(step: StepForm): string {
  switch (step.kind) {
    case 'say':
    case 'ask':
    case 'choose':
    case 'wait':
      return step.text.trim();
    case 'act':
      return step.confirm.trim() || idWords(step.action);
    case 'branch':
      return `by ${step.on}`;
    case 'remember':
      return step.value === '' ? `clears ${step.slot}` : `${step.slot} = ${step.value}`;
    case 'call':
      return idWords(step.flow);
    case 'hand_over':
      return step.text.trim() || step.reason.trim();
    case 'end':
      return '';
  }
}

/** The values that texts may name: slots, and results with a field of theirs. */
export function knownNames(steps: readonly StepForm[]): string[] {
  const slots = steps
    .filter(({ kind }) => ['ask', 'choose', 'remember'].includes(kind))
    .map(({ slot }) => slot);
  const results = steps
    .filter(({ kind, save }) => kind === 'act' && save !== '')
    .map(({ save }) => `${save}.…`);
  return [...new Set([...slots, ...results])].filter(Boolean);
}

/** A flow as text, for whoever cannot see the picture or compares two. */
export function flowLines(flow: FlowForm): string {
  const lines = flow.steps.map((step, at) => {
    const exits = exitsOf(step, flow.steps[at + 1]?.id).filter(({ to, when }) => to !== '' || when !== '');
    const ways = exits.map(({ to, when }) => `${when ? `${when} → ` : '→ '}${to}`);
    const gist = gistOf(step);
    return `${step.id} ${KINDS[step.kind].verb}${gist ? `: ${gist}` : ''}${ways.length > 0 ? `\n  ${ways.join('\n  ')}` : ''}`;
  });
  return [`Title: ${flow.title}`, `Offer: ${flow.offer}`, ...lines].join('\n');
}

/** A line beside the steps: from each of `from` to the step at `to`. Places are those in the list. */
export interface Lane {
  to: number;
  from: number[];
  /** Which lane, counted from the steps outwards. */
  lane: number;
}

/** The ways that do not just go on with the next step, as lines beside the list: one for each step that is led to,
    short ones inside, so that few cross. */
export function lanesOf(steps: readonly StepForm[]): Lane[] {
  const place = new Map(steps.map(({ id }, at) => [id, at]));
  const sources = new Map<number, Set<number>>();
  steps.forEach((step, at) => {
    for (const { to } of exitsOf(step, steps[at + 1]?.id)) {
      const target = place.get(to);
      if (target === undefined || (target === at + 1 && plain(step))) continue;
      sources.set(target, (sources.get(target) ?? new Set()).add(at));
    }
  });
  const spans = [...sources].map(([to, from]) => {
    const all = [to, ...from];
    return { to, from: [...from].sort((a, b) => a - b), low: Math.min(...all), high: Math.max(...all) };
  });
  spans.sort((a, b) => a.high - a.low - (b.high - b.low) || a.low - b.low);
  const taken: { low: number; high: number }[][] = [];
  return spans.map(({ to, from, low, high }) => {
    let lane = taken.findIndex((others) => others.every((other) => other.high < low || other.low > high));
    if (lane < 0) lane = taken.push([]) - 1;
    taken[lane]?.push({ low, high });
    return { to, from, lane };
  });
}

/** Whether a step goes on with the next one and nowhere else. */
function plain(step: StepForm): boolean {
  return step.kind !== 'branch' && !(step.kind === 'say' && step.next !== '');
}
