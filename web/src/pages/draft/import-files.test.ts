import { expect, test } from 'vitest';

import { NotImportable, readFiles } from './import-files';

const file = (path: string, bytes: Uint8Array) => ({
  name: path.split('/').pop() ?? path,
  webkitRelativePath: path.includes('/') ? path : '',
  arrayBuffer: () => Promise.resolve(bytes.slice().buffer),
});
const utf8 = (text: string) => new TextEncoder().encode(text);

test('the files of a product are read, below the chosen folder, and nothing else', async () => {
  const chosen = [
    file('bot/domain.yml', utf8('responses: {}')),
    file('bot/data/nlu.yml', utf8('nlu: []')),
    file('bot/.git/config.yml', utf8('')),
    file('bot/actions.py', utf8('')),
  ];
  expect(await readFiles('rasa', chosen)).toEqual([
    { path: 'data/nlu.yml', text: 'nlu: []' },
    { path: 'domain.yml', text: 'responses: {}' },
  ]);
});

test('what is not UTF-8 is refused by name, and UTF-16 of a spreadsheet is read', async () => {
  await expect(readFiles('csv', [file('faq.csv', new Uint8Array([0x43, 0xe9]))])).rejects.toThrow(/faq\.csv/);
  const wide = new Uint8Array([0xff, 0xfe, 0x61, 0x00]);
  expect(await readFiles('csv', [file('faq.csv', wide)])).toEqual([{ path: 'faq.csv', text: 'a' }]);
});

test('a choice without files of the product says what to choose', async () => {
  await expect(readFiles('zendesk', [file('a.csv', utf8(''))])).rejects.toThrow(NotImportable);
});
