/* The files that somebody chose, as the server takes them: a content folder, or a release that was downloaded. */

import type { ContentFile } from '../../api/types';

/** Why chosen files are no content, in words for the person who chose them. */
export class NoContent extends Error {}

const CONTENT = /\.(md|ya?ml)$/i;

/** A chosen file, before it is read. */
export interface Chosen {
  name: string;
  /** Its path below the chosen folder, beginning with that folder's name; empty for single files. */
  webkitRelativePath: string;
  text: () => Promise<string>;
}

/** The content among the chosen files. */
export async function readChosen(chosen: readonly Chosen[]): Promise<ContentFile[]> {
  const [only] = chosen;
  if (chosen.length === 1 && only && /\.json$/i.test(only.name)) return readDownload(await only.text());
  const files = await Promise.all(
    chosen
      .filter((file) => isContent(pathOf(file)))
      .map(async (file) => ({ path: pathOf(file), text: await file.text() })),
  );
  if (files.length === 0) {
    throw new NoContent(
      'There is no content in it. A content folder holds topics/*.md, flows/*.yaml, company.yaml and wordings.yaml.',
    );
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

// The chosen folder's own name says nothing about what is in it.
function pathOf(file: Chosen): string {
  return file.webkitRelativePath.split('/').slice(1).join('/') || file.name;
}

function isContent(path: string): boolean {
  return CONTENT.test(path) && !path.split('/').some((part) => part.startsWith('.'));
}

function readDownload(text: string): ContentFile[] {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new NoContent(
      'This file is not JSON. Choose a release that was downloaded here, or a content folder.',
    );
  }
  const files = (read as { files?: unknown } | null)?.files;
  const isFile = (file: unknown): file is ContentFile => {
    const { path, text } = (file ?? {}) as Partial<ContentFile>;
    return typeof path === 'string' && typeof text === 'string';
  };
  if (!Array.isArray(files) || files.length === 0 || !files.every(isFile)) {
    throw new NoContent(
      'This file is no downloaded release: it has no list of files with their path and text.',
    );
  }
  return files.map(({ path, text }) => ({ path, text }));
}
