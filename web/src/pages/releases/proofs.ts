/* What proves a release, in words. */

import type {
  AskedParaphrase,
  LookProgress,
  ParaphraseShares,
  ReplyKind,
  ReplyShares,
} from '../../api/types';

/** What can become of a paraphrase, best first. */
export const SHARE_ROWS: readonly { key: Exclude<keyof ParaphraseShares, 'asked'>; words: string }[] = [
  { key: 'right', words: 'Right at once' },
  { key: 'offered_right', words: 'Asked back, the right one among the choices' },
  { key: 'unknown', words: 'Not known, said so' },
  { key: 'offered_wrong', words: 'Asked back, the right one not there' },
  { key: 'wrong', words: 'Another topic’s answer' },
];

const VERDICTS: Record<AskedParaphrase['verdict'], string> = {
  right: 'right',
  offered_right: 'asked back, right among the choices',
  unknown: 'not known',
  offered_wrong: 'asked back, right one not there',
  wrong: 'another topic’s answer',
};

export function verdictWords(verdict: AskedParaphrase['verdict']): string {
  return VERDICTS[verdict];
}

/** What can become of a question. */
export const REPLY_ROWS: readonly { key: keyof ReplyShares; words: string }[] = [
  { key: 'answered', words: 'Answered, or taken into a flow' },
  { key: 'asked_back', words: 'Asked back' },
  { key: 'not_known', words: 'Not known, said so' },
  { key: 'person', words: 'Handed to a person' },
  { key: 'other', words: 'Courtesy or a limit' },
];

const REPLIES: Record<ReplyKind, string> = {
  answered: 'answered',
  asked_back: 'asked back',
  not_known: 'not known',
  person: 'to a person',
  other: 'courtesy or a limit',
};

export function replyWords(kind: ReplyKind): string {
  return REPLIES[kind];
}

/** How far a look at the draft is, as a sentence that goes on. */
export function progressWords({ stage, done, total }: LookProgress): string {
  const of = total > 0 ? ` (${done} of ${total})` : '';
  switch (stage) {
    case 'waiting':
      return 'Waiting for another check to end…';
    case 'learning':
      return 'Learning the draft…';
    case 'tests':
      return `Playing its conversation tests${of}…`;
    case 'moods':
      return `Going through its flows in five moods${of}…`;
    case 'paraphrases':
      return `Asking the same in other words${of}…`;
    case 'questions':
      return `Asking last week’s questions again${of}…`;
  }
}
