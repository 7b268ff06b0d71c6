/* The files of another product that somebody chose, as the server takes them. */

import type { ContentFile } from '../../api/types';

/** Where content comes from. */
export type ImportKind = 'rasa' | 'csv' | 'zendesk' | 'intercom' | 'chatwoot' | 'markdown';

/** What can be imported: what it is called, what to choose, and by which endings its files are known. */
export const KINDS: readonly { kind: ImportKind; title: string; choose: string; endings: RegExp }[] = [
  {
    kind: 'rasa',
    title: 'Rasa',
    choose: 'The project’s folder, or its nlu, domain, stories and rules files (.yml).',
    endings: /\.(ya?ml|md)$/i,
  },
  {
    kind: 'zendesk',
    title: 'Zendesk',
    choose: 'What the Help Center API answers: articles, sections and categories, every page (.json).',
    endings: /\.json$/i,
  },
  {
    kind: 'intercom',
    title: 'Intercom',
    choose: 'What the API answers: articles and collections, every page (.json).',
    endings: /\.json$/i,
  },
  {
    kind: 'chatwoot',
    title: 'Chatwoot',
    choose: 'What the API answers for canned responses (.json). They become topics.',
    endings: /\.json$/i,
  },
  {
    kind: 'csv',
    title: 'Spreadsheet',
    choose: 'A CSV file with the columns question and answer; or intent, text and answer.',
    endings: /\.(csv|tsv|txt)$/i,
  },
  {
    kind: 'markdown',
    title: 'Markdown',
    choose: 'A folder of Markdown files, one article each.',
    endings: /\.(md|markdown)$/i,
  },
];

/** Why chosen files cannot be imported, in words for the person who chose them. */
export class NotImportable extends Error {}

/** A chosen file, before it is read. */
export interface Chosen {
  name: string;
  /** Its path below the chosen folder, beginning with that folder's name; empty for single files. */
  webkitRelativePath: string;
  arrayBuffer: () => Promise<ArrayBuffer>;
}

/** The files that this kind reads, as text. */
export async function readFiles(kind: ImportKind, chosen: readonly Chosen[]): Promise<ContentFile[]> {
  const about = KINDS.find((known) => known.kind === kind);
  const wanted = chosen.filter((file) => {
    const path = pathOf(file);
    const hidden = path.split('/').some((part) => part.startsWith('.') || part === 'node_modules');
    return !hidden && (about?.endings.test(path) ?? false);
  });
  if (wanted.length === 0)
    throw new NotImportable(`There is nothing to import in it. ${about?.choose ?? ''}`);
  const files = await Promise.all(
    wanted.map(async (file) => ({ path: pathOf(file), text: decoded(file.name, await file.arrayBuffer()) })),
  );
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function pathOf(file: Chosen): string {
  return file.webkitRelativePath.split('/').slice(1).join('/') || file.name;
}

// A browser would put replacement characters into the answers instead of saying that it cannot read them.
function decoded(name: string, bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes);
  const wide =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : '';
  try {
    return new TextDecoder(wide || 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new NotImportable(
      `${name} is not UTF-8. Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”) and choose it again.`,
    );
  }
}
