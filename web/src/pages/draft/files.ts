/* Files of the draft, as people speak of them. */

import { idWords } from '../../words/labels';

const FIXED: Record<string, string> = {
  'company.yaml': 'Company',
  'wordings.yaml': 'Wordings',
  'actions.yaml': 'Actions',
};
const FOLDERS: Record<string, string> = {
  topics: 'Topic',
  flows: 'Flow',
  statements: 'Statement',
  tests: 'Tests',
};

/** "topics/delivery-cost.md" as "Topic: delivery cost". */
export function fileWords(path: string): string {
  const fixed = FIXED[path];
  if (fixed) return fixed;
  const [folder = '', name = ''] = path.split('/');
  const stem = idWords(name.replace(/\.[a-z]+$/, ''));
  return `${FOLDERS[folder] ?? idWords(folder)}: ${stem.charAt(0).toLowerCase()}${stem.slice(1)}`;
}

/** Where a file is edited: a topic, a flow or a statement in its form, another as text. */
export function editAddress(path: string): string {
  const topic = /^topics\/([a-z0-9_-]+)\.md$/.exec(path)?.[1];
  if (topic) return `/draft/topics/${topic}`;
  const flow = /^flows\/([a-z0-9_-]+)\.yaml$/.exec(path)?.[1];
  if (flow) return `/draft/flows/${flow}`;
  const statement = /^statements\/([a-z0-9_-]+)\.yaml$/.exec(path)?.[1];
  return statement ? `/draft/statements/${statement}` : fileAddress(path);
}

/** Where a file is edited as text. */
export function fileAddress(path: string): string {
  return `/draft/file?path=${encodeURIComponent(path)}`;
}
