/* What an agent can do best and hold at a time, in words and as it is typed. */

import type { Agent } from '../../api/types';
import { languageName } from '../../words/languages';
import { tidyTag } from '../../words/tags';

/** "Speaks German · knows refund · holds up to 4", or nothing where nothing is said. */
export function profileInWords({ languages, skills, capacity }: Agent): string {
  return [
    languages.length > 0 && `Speaks ${languages.map(languageName).join(', ')}`,
    skills.length > 0 && `knows ${skills.join(', ')}`,
    capacity && `holds up to ${capacity}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

/** The skills in what was typed, separated by commas. */
export function skillsOf(typed: string): string[] {
  return [...new Set(typed.split(',').map(tidyTag))].filter((skill) => skill !== '');
}
