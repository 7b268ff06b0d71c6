/* Formatted text shows as it is meant, and nothing of it can act. */
import { describe, expect, it } from 'vitest';

import { fromHtml, fromMarkdown, plain, rich } from './rich';

function html(fragment: DocumentFragment): string {
  const box = document.createElement('div');
  box.append(fragment);
  return box.innerHTML;
}

const LINK = 'target="_blank" rel="noopener noreferrer nofollow"';

describe('Markdown', () => {
  it.each([
    ['one\n\ntwo\nlines', '<p>one</p><p>two<br>lines</p>'],
    [
      '**bold** and *soft* and `code`',
      '<p><strong>bold</strong> and <em>soft</em> and <code>code</code></p>',
    ],
    ['snake_case_name and 2 * 3 * 4', '<p>snake_case_name and 2 * 3 * 4</p>'],
    ['- a\n- **b**\n  more', '<ul><li>a</li><li><strong>b</strong> more</li></ul>'],
    ['2. a\n3. b', '<ol start="2"><li>a</li><li>b</li></ol>'],
    ['Steps:\n1. a\n2. b\n\nDone', '<p>Steps:</p><ol><li>a</li><li>b</li></ol><p>Done</p>'],
    ['> said\n> so', '<blockquote>said<br>so</blockquote>'],
    ['## Title', '<p>Title</p>'],
    ['\\*as it is\\*', '<p>*as it is*</p>'],
    ['[page](https://a.example/x)', `<p><a href="https://a.example/x" ${LINK}>page</a></p>`],
  ])('%j', (text, expected) => {
    expect(html(fromMarkdown(text))).toBe(expected);
  });
});

describe('what is hostile', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '<a href="javascript:alert(1)">x</a>',
    '<p onclick="alert(1)">x</p>',
    '<p><a href="java&#115;cript:alert(1)">x</a></p>',
    '<p><svg onload=alert(1)><style>*{}</style></svg></p>',
    '**<iframe srcdoc="<script>">**',
  ])('%s', (text) => {
    for (const render of [fromMarkdown, fromHtml, rich, plain]) {
      const box = document.createElement('div');
      box.append(render(text));
      expect(box.querySelector('script, img, svg, style, iframe, [onclick], [onerror], [onload]')).toBeNull();
      const links = [...box.querySelectorAll('a')].map((link) => link.protocol);
      expect(links.filter((protocol) => !['http:', 'https:', 'mailto:'].includes(protocol))).toEqual([]);
    }
  });

  it('costs no more time than its length deserves', () => {
    const started = performance.now();
    for (const text of ['**a '.repeat(2_000), '['.repeat(8_000), '> '.repeat(4_000), '\\*'.repeat(4_000)]) {
      fromMarkdown(text);
    }
    fromHtml('<p>'.repeat(2_700));
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('the safe subset of HTML', () => {
  it('keeps its tags and drops every other, with the text', () => {
    const text = '<p>Tarn &amp; Fell <strong>now</strong><br><u>5 &lt; 6</u></p><ul><li>a</li></ul>';
    expect(html(rich(text))).toBe(
      '<p>Tarn &amp; Fell <strong>now</strong><br>5 &lt; 6</p><ul><li>a</li></ul>',
    );
  });

  it('takes its links', () => {
    const text = '<p><a href="https://a.example/?x=1&amp;y=2" rel="x">go</a></p>';
    expect(html(rich(text))).toBe(`<p><a href="https://a.example/?x=1&amp;y=2" ${LINK}>go</a></p>`);
  });
});

it('links addresses in plain text, without the full stop after them', () => {
  expect(html(plain('See https://a.example/b?c=1. Or (https://d.example/)!'))).toBe(
    `See <a href="https://a.example/b?c=1" ${LINK}>https://a.example/b?c=1</a>. ` +
      `Or (<a href="https://d.example/" ${LINK}>https://d.example/</a>)!`,
  );
});
