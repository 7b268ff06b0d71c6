/*
 * Formatted text to nodes, by an allow-list: nothing is ever parsed as HTML by the browser, so a page with
 * Trusted Types can carry the widget and no message can bring markup of its own.
 */
const TAGS = new Set(
  'p ul ol li blockquote pre code strong em del a br table thead tbody tr th td'.split(' '),
);

/** Plain text with its web addresses as links. */
export function plain(text: string): DocumentFragment {
  const into = document.createDocumentFragment();
  let rest = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]/g)) {
    into.append(text.slice(rest, match.index), link(match[0], [match[0]]));
    rest = match.index + match[0].length;
  }
  into.append(text.slice(rest));
  return into;
}

/** The server's formatted text: known tags become nodes, every other tag disappears, its text stays. */
export function rich(text: string): DocumentFragment {
  const into = document.createDocumentFragment();
  const path: (DocumentFragment | Element)[] = [into];
  const here = (): DocumentFragment | Element => path[path.length - 1] ?? into;
  for (const [token, close, name, attributes] of text.matchAll(/<(\/?)([a-z]+)\b([^<>]*)>|[^<]+|</gi)) {
    const tag = name?.toLowerCase();
    if (tag === undefined) here().append(decoded(token));
    else if (!TAGS.has(tag)) continue;
    else if (tag === 'br') here().append(document.createElement('br'));
    else if (close) {
      const depth = path.map((node) => (node as Element).localName).lastIndexOf(tag);
      if (depth > 0) path.length = depth;
    } else if (path.length < 12) {
      const address = /\bhref\s*=\s*"([^"]*)"/i.exec(attributes ?? '')?.[1] ?? '';
      const node = tag === 'a' ? link(decoded(address), []) : document.createElement(tag);
      here().append(node);
      path.push(node);
    }
  }
  return into;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? parseInt(String(hex), 16) : 0;
    if (code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
    return ENTITIES[String(name)] ?? String(whole);
  });
}

/** A link, if it leads to the web or to a mailbox; else only its words. */
function link(address: string, children: (Node | string)[]): HTMLElement {
  const isSafe = /^(https?:\/\/|mailto:)/i.test(address);
  const node = document.createElement(isSafe ? 'a' : 'span');
  if (isSafe) {
    node.setAttribute('href', address);
    node.setAttribute('target', '_blank');
    node.setAttribute('rel', 'noopener noreferrer nofollow');
  }
  node.append(...children);
  return node;
}
