/* What people said of answers, in words. */

import type { AnswerFigures } from '../../api/types';
import { percent } from '../../words/labels';

type Share = NonNullable<AnswerFigures['share']>;

/** A share with what it may well be: "60 %, likely 31 % to 83 %". */
export function judged({ value, low, high }: Share): string {
  return `${percent(value)}, likely ${percent(low)} to ${percent(high)}`;
}

/** "Read 12 times" */
export function readTimes(views: number): string {
  if (views === 0) return 'Not read yet';
  return views === 1 ? 'Read once' : `Read ${views} times`;
}
