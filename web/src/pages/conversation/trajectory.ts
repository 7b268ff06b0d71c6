/* A trajectory as a picture and as a sentence. */

import type { Felt } from '../../api/types';
import { feelingWord, strengthWord } from '../../words/feelings';

/** A point of the picture. */
export interface Point {
  x: number;
  y: number;
  felt: Felt;
}

/** Where the points stand in a picture of `width` × `height`, `margin` kept free: pleasant is up. */
export function pointsOf(
  trajectory: readonly Felt[],
  width: number,
  height: number,
  margin: number,
): Point[] {
  const across = width - 2 * margin;
  const down = height - 2 * margin;
  const last = trajectory.length - 1;
  return trajectory.map((felt, at) => ({
    x: margin + (last === 0 ? across / 2 : (across * at) / last),
    y: margin + (down * (1 - Math.max(-1, Math.min(1, felt.valence)))) / 2,
    felt,
  }));
}

/** The line through the points: gentle, and never above or below what was measured. */
export function pathOf(points: readonly Point[]): string {
  return points
    .map(({ x, y }, at) => {
      const before = points[at - 1];
      if (!before) return `M${round(x)} ${round(y)}`;
      const middle = round((before.x + x) / 2);
      return `C${middle} ${round(before.y)} ${middle} ${round(y)} ${round(x)} ${round(y)}`;
    })
    .join('');
}

const round = (n: number) => Math.round(n * 10) / 10;

/** The same for those who do not see the picture: "Arrived frustrated, then very angry, now calm." */
export function trajectorySentence(trajectory: readonly Felt[]): string {
  const told = trajectory.filter((felt) => felt.feeling);
  const first = told[0];
  const last = told.at(-1);
  if (!first || !last) return 'No feeling could be told yet.';
  if (told.length === 1) return `Arrived ${strengthWord(first.feeling, first.intensity)}.`;
  const between = told
    .slice(1, -1)
    .filter((felt, at, all) => felt.feeling !== (all[at - 1] ?? first).feeling);
  const then = between.map((felt) => strengthWord(felt.feeling, felt.intensity)).slice(-3);
  const middle = then.length > 0 ? `, then ${then.join(', ')}` : '';
  return `Arrived ${feelingWord(first.feeling)}${middle}, now ${strengthWord(last.feeling, last.intensity)}.`;
}
