import { fireEvent, render, screen } from '@testing-library/svelte';
import { beforeEach, expect, it, vi } from 'vitest';

import * as calls from '../../api/calls';
import { commands } from '../../commands/commands.svelte';
import Publish from './Publish.svelte';

vi.mock('../../api/calls');

beforeEach(() => {
  vi.resetAllMocks();
  render(Publish);
});

const contentFile = (text: () => Promise<string>) => ({ name: 'company.yaml', webkitRelativePath: '', text });
const choose = (text: () => Promise<string>) =>
  fireEvent.change(screen.getByLabelText('Content folder'), { target: { files: [contentFile(text)] } });

it('checks one folder after the other, so that what is shown is what would be published', async () => {
  vi.mocked(calls.checkContent).mockReturnValue(new Promise(() => undefined));
  await choose(() => Promise.resolve('name: Tarn'));
  await vi.waitFor(() => expect(calls.checkContent).toHaveBeenCalledOnce());
  await choose(() => Promise.resolve('name: Fell'));
  expect(calls.checkContent).toHaveBeenCalledOnce();
  const open = vi.spyOn(HTMLInputElement.prototype, 'click');
  commands.all.find((command) => command.id === 'choose-folder')?.run();
  expect(open).not.toHaveBeenCalled();
});

it('says that a file could not be read, and takes the next choice', async () => {
  await choose(() => Promise.reject(new DOMException('gone', 'NotFoundError')));
  expect((await screen.findByRole('alert')).textContent).toContain(
    'A file could not be read. Choose the folder again.',
  );
  await choose(() => Promise.resolve('name: Tarn'));
  await vi.waitFor(() => expect(calls.checkContent).toHaveBeenCalledOnce());
});
