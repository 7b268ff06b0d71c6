/*
 * Formatted text to nodes, by an allow-list: nothing is ever parsed as HTML by the browser, so a page with
 * Trusted Types can carry the widget and no message can bring markup of its own.
 */
const BLOCKS = new Set(['p', 'ul', 'ol', 'li', 'blockquote']);
const INLINES = new Set(['strong', 'em', 'code', 'a', 'br']);

/** Formatted text: the server's safe HTML subset, or Markdown. */
export function rich(text: string): DocumentFragment {
  return /^\s*<(p|ul|ol|blockquote)>/.test(text) ? fromHtml(text) : fromMarkdown(text);
}

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

/** Paragraphs, `-`/`1.` lists, `>` quotes; inside them **bold**, *italic*, `code` and [links](https://…). */
export function fromMarkdown(text: string): DocumentFragment {
  const into = document.createDocumentFragment();
  for (const block of text.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n/)) {
    let open: HTMLElement | undefined;
    for (const line of block.split('\n')) {
      if (!line.trim()) continue;
      const item = /^\s*(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/.exec(line);
      const quote = /^\s*>\s?(.*)$/.exec(line);
      const tag = item ? (item[1] ? 'ol' : 'ul') : quote ? 'blockquote' : 'p';
      // A line without a mark goes on with the list item or quote before it.
      const goesOn = tag === 'p' && open && open.localName !== 'p';
      if (!open || (open.localName !== tag && !goesOn)) {
        open = document.createElement(tag);
        if (tag === 'ol' && item?.[1] !== '1') open.setAttribute('start', item?.[1] ?? '1');
        into.append(open);
      }
      if (item) {
        const entry = document.createElement('li');
        entry.append(...inlines(item[2] ?? ''));
        open.append(entry);
      } else {
        const place: Element = (goesOn && open.lastElementChild) || open;
        if (place.hasChildNodes()) place.append(goesOn ? ' ' : document.createElement('br'));
        place.append(...inlines(quote ? (quote[1] ?? '') : line.replace(/^\s*#{1,6}\s+/, '').trim()));
      }
    }
  }
  return into;
}

const INLINE =
  /\\([\\`*_{}[\]()#+\-.!>])|`([^`]+)`|\*\*(?=\S)(.+?)(?<=\S)\*\*|__(?=\S)(.+?)(?<=\S)__|\*(?=\S)([^*]+?)(?<=\S)\*|(?<![\p{L}\p{N}])_(?=\S)([^_]+?)(?<=\S)_(?![\p{L}\p{N}])|\[([^\]]+)\]\(\s*<?([^\s)>]+)>?[^)]*\)/u;

function inlines(text: string): Node[] {
  const nodes: Node[] = [];
  let rest = text;
  for (let match = INLINE.exec(rest); match; match = INLINE.exec(rest)) {
    const [whole, escaped, code, bold, bold2, italic, italic2, label, address] = match;
    nodes.push(...plain(rest.slice(0, match.index)).childNodes);
    rest = rest.slice(match.index + whole.length);
    if (escaped !== undefined) nodes.push(document.createTextNode(escaped));
    else if (code !== undefined) nodes.push(element('code', [document.createTextNode(code)]));
    else if (label !== undefined) nodes.push(link(address ?? '', inlines(label)));
    else if (bold ?? bold2) nodes.push(element('strong', inlines(bold ?? bold2 ?? '')));
    else nodes.push(element('em', inlines(italic ?? italic2 ?? '')));
  }
  return [...nodes, ...plain(rest).childNodes];
}

/** The server's subset: known tags become nodes, every other tag disappears, its text stays. */
export function fromHtml(text: string): DocumentFragment {
  const into = document.createDocumentFragment();
  const path: (DocumentFragment | Element)[] = [into];
  const here = (): DocumentFragment | Element => path[path.length - 1] ?? into;
  for (const [token, close, name, attributes] of text.matchAll(/<(\/?)([a-z]+)\b([^<>]*)>|[^<]+|</gi)) {
    const tag = name?.toLowerCase();
    if (tag === undefined) here().append(decoded(token));
    else if (!BLOCKS.has(tag) && !INLINES.has(tag)) continue;
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

function element(tag: string, children: Node[]): HTMLElement {
  const node = document.createElement(tag);
  node.append(...children);
  return node;
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
