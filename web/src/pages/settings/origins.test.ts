import { expect, it } from 'vitest';

import { originsOf, snippetFor } from './origins';

it('takes addresses one a line and cuts off paths', () => {
  expect(originsOf(' https://shop.example/cart \n\nhttp://127.0.0.1:7071\nhttps://shop.example')).toEqual([
    'https://shop.example',
    'http://127.0.0.1:7071',
  ]);
});

it('leaves what is no address to the server, which says what is wrong', () => {
  expect(originsOf('shop.example')).toEqual(['shop.example']);
});

it('makes the one line that goes into a page', () => {
  expect(snippetFor('https://help.example', 'wk_1')).toBe(
    '<script async src="https://help.example/widget.js" data-inbox="wk_1"></script>',
  );
});
