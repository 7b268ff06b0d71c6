import { expect, it } from 'vitest';

import type { FeelingMove } from '../../api/types';
import { flowOf, wayOf } from './feeling-flow';

const moves: FeelingMove[] = [
  { from: 'angry', to: 'calm', count: 6 },
  { from: 'calm', to: 'calm', count: 30 },
  { from: 'calm', to: 'disappointed', count: 3 },
  { from: 'sad', to: 'grateful', count: 1 },
  { from: 'pleased', to: 'angry', count: 0 },
];

it('counts everybody once on either side, best feelings on top', () => {
  const flow = flowOf(moves, 0, 100, 200);
  expect(flow.arrived.map(({ feeling, count }) => [feeling, count])).toEqual([
    ['calm', 33],
    ['sad', 1],
    ['angry', 6],
  ]);
  expect(flow.left.map(({ feeling, count }) => [feeling, count])).toEqual([
    ['grateful', 1],
    ['calm', 36],
    ['disappointed', 3],
  ]);
});

it('leaves room for every label and lets none overlap', () => {
  const { arrived, left, height } = flowOf(moves, 0, 100, 200);
  for (const nodes of [arrived, left]) {
    nodes.forEach((node, at) => {
      expect(node.height).toBeGreaterThanOrEqual(18);
      const next = nodes[at + 1];
      if (next) expect(next.y).toBeGreaterThan(node.y + node.height);
      expect(node.y + node.height).toBeLessThanOrEqual(height);
    });
  }
});

it('says who left better', () => {
  expect(wayOf('angry', 'calm')).toBe('better');
  expect(wayOf('calm', 'disappointed')).toBe('worse');
  expect(wayOf('sad', 'sad')).toBe('same');
});

it('stands on nothing without people', () => {
  expect(flowOf([], 0, 100, 200)).toMatchObject({ arrived: [], left: [], bands: [], height: 0 });
});

it('stays small while few customers wrote', () => {
  expect(flowOf([{ from: 'calm', to: 'angry', count: 1 }], 0, 100, 200).height).toBeLessThan(40);
});
