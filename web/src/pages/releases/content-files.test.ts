import { describe, expect, it } from 'vitest';

import { NoContent, readChosen, type Chosen } from './content-files';

const file = (path: string, text = path): Chosen => ({
  name: path.split('/').at(-1) ?? '',
  webkitRelativePath: path.includes('/') ? path : '',
  text: () => Promise.resolve(text),
});

describe('the files that somebody chose', () => {
  it('are the content below the folder, in order of their names', async () => {
    const chosen = [
      'shop/topics/b.md',
      'shop/company.yaml',
      'shop/.git/x.yaml',
      'shop/logo.png',
      'shop/topics/a.md',
    ];
    const files = await readChosen(chosen.map((path) => file(path)));
    expect(files.map(({ path }) => path)).toEqual(['company.yaml', 'topics/a.md', 'topics/b.md']);
    expect(files[1]?.text).toBe('shop/topics/a.md');
  });

  it('may be a release that was downloaded', async () => {
    const download = { files: [{ path: 'company.yaml', text: 'name: Shop', more: 1 }] };
    const files = await readChosen([file('release-3.json', JSON.stringify(download))]);
    expect(files).toEqual([{ path: 'company.yaml', text: 'name: Shop' }]);
  });

  it.each([
    ['a folder without content', [file('pictures/a.png')]],
    ['nothing', []],
    ['a broken download', [file('a.json', '{')]],
    ['another JSON file', [file('package.json', '{"files":["a"]}')]],
    ['a JSON file that holds nothing', [file('a.json', 'null')]],
  ])('%s is refused in words', async (_, chosen) => {
    await expect(readChosen(chosen)).rejects.toThrow(NoContent);
  });
});
