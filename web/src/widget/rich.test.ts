/* Formatted text shows as it is meant, and nothing of it can act. */
import { describe, expect, it } from 'vitest';

import { plain, rich } from './rich';

function html(fragment: DocumentFragment): string {
  const box = document.createElement('div');
  box.append(fragment);
  return box.innerHTML;
}

const LINK = 'target="_blank" rel="noopener noreferrer nofollow"';

describe('what is hostile', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="javascript:alert(1)">x</a>',
    '<p onclick="alert(1)">x</p>',
    '<p><a href="java&#115;cript:alert(1)">x</a></p>',
    '<p><svg onload=alert(1)><style>*{}</style></svg></p>',
    '**<iframe srcdoc="<script>">**',
  ])('%s', (text) => {
    for (const render of [rich, plain]) {
      const box = document.createElement('div');
      box.append(render(text));
      expect(box.querySelector('script, img, svg, style, iframe, [onclick], [onerror], [onload]')).toBeNull();
      const links = [...box.querySelectorAll('a')].map((link) => link.protocol);
      expect(links.filter((protocol) => !['http:', 'https:', 'mailto:'].includes(protocol))).toEqual([]);
    }
  });

  it('costs no more time than its length deserves', () => {
    const started = performance.now();
    for (const text of ['<p>', '<', '&', '<a href="', 'https://', '</p>'])
      rich(text.repeat(8_000 / text.length));
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

  it('shows tables', () => {
    const text = '<table><tbody><tr><th>To</th><td>£3</td></tr></tbody></table>';
    expect(html(rich(text))).toBe(text);
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
