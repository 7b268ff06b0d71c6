/* How customers came and how they left, as a picture: a column of feelings on either side, bands between them. */

import type { FeelingMove } from '../../api/types';
import { FEELINGS, type FeelingName } from '../../words/feelings';

/** A feeling in a column. */
export interface FlowNode {
  feeling: FeelingName;
  count: number;
  y: number;
  height: number;
}

/** Those who came with one feeling and left with another. */
export interface FlowBand {
  from: FeelingName;
  to: FeelingName;
  count: number;
  /** The outline, for an SVG path. */
  path: string;
  /** Whether they left better, worse, or as they came. */
  way: 'better' | 'worse' | 'same';
}

/** The whole picture. */
export interface FeelingFlow {
  arrived: FlowNode[];
  left: FlowNode[];
  bands: FlowBand[];
  height: number;
}

/** How good each feeling is to leave with; the order of the columns, best on top. */
const RANK: Record<FeelingName, number> = {
  grateful: 8,
  pleased: 7,
  calm: 6,
  confused: 5,
  anxious: 4,
  disappointed: 3,
  sad: 2,
  frustrated: 1,
  angry: 0,
};
const BEST_FIRST = [...FEELINGS].sort((a, b) => RANK[b] - RANK[a]);

const GAP = 10;
// A label needs its line, however few people stand behind it.
const LEAST = 18;

// On a quiet morning one customer must not fill the page.
const MOST_A_PERSON = 24;

/** Whether leaving with `to` after coming with `from` is better. A step within the same tone counts, too. */
export function wayOf(from: FeelingName, to: FeelingName): FlowBand['way'] {
  if (from === to) return 'same';
  return RANK[to] > RANK[from] ? 'better' : 'worse';
}

/** The picture of `moves` between two columns at `x1` and `x2`, about `tall` units high. */
export function flowOf(moves: readonly FeelingMove[], x1: number, x2: number, tall: number): FeelingFlow {
  const real = moves.filter((move) => move.count > 0);
  const total = real.reduce((sum, move) => sum + move.count, 0);
  const unit = total === 0 ? 0 : Math.min(tall / total, MOST_A_PERSON);
  const arrived = column(real, 'from', unit);
  const left = column(real, 'to', unit);
  const height = Math.max(...[arrived, left].map((nodes) => bottom(nodes.at(-1))), 0);
  return { arrived, left, bands: bandsOf(real, arrived, left, x1, x2), height };
}

function bottom(node: FlowNode | undefined): number {
  return node ? node.y + node.height : 0;
}

function column(moves: readonly FeelingMove[], side: 'from' | 'to', unit: number): FlowNode[] {
  const nodes: FlowNode[] = [];
  for (const feeling of BEST_FIRST) {
    const count = moves.reduce((sum, move) => (move[side] === feeling ? sum + move.count : sum), 0);
    if (count === 0) continue;
    const last = nodes.at(-1);
    nodes.push({ feeling, count, y: last ? bottom(last) + GAP : 0, height: Math.max(LEAST, count * unit) });
  }
  return nodes;
}

function bandsOf(
  moves: readonly FeelingMove[],
  arrived: FlowNode[],
  left: FlowNode[],
  x1: number,
  x2: number,
): FlowBand[] {
  const used = { arrived: new Map<FeelingName, number>(), left: new Map<FeelingName, number>() };
  const slice = (nodes: FlowNode[], side: keyof typeof used, feeling: FeelingName, count: number) => {
    const node = nodes.find((one) => one.feeling === feeling);
    if (!node) return { top: 0, tall: 0 };
    const tall = (node.height * count) / node.count;
    const top = node.y + (used[side].get(feeling) ?? 0);
    used[side].set(feeling, top - node.y + tall);
    return { top, tall };
  };
  const ordered = [...moves].sort((a, b) => RANK[b.from] - RANK[a.from] || RANK[b.to] - RANK[a.to]);
  return ordered.map(({ from, to, count }) => {
    const start = slice(arrived, 'arrived', from, count);
    const end = slice(left, 'left', to, count);
    return { from, to, count, way: wayOf(from, to), path: outline(x1, start, x2, end) };
  });
}

interface Slice {
  top: number;
  tall: number;
}

function outline(x1: number, start: Slice, x2: number, end: Slice): string {
  const middle = round((x1 + x2) / 2);
  const [a, b, c, d] = [start.top, end.top, end.top + end.tall, start.top + start.tall].map(round);
  return `M${x1} ${a}C${middle} ${a} ${middle} ${b} ${x2} ${b}V${c}C${middle} ${c} ${middle} ${d} ${x1} ${d}Z`;
}

const round = (n: number) => Math.round(n * 10) / 10;
