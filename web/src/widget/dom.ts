/* Elements without markup: everything is made by the DOM's own calls, so no text can become a tag. */

type Props = Record<string, string | number | boolean | undefined | ((event: never) => void)>;

/** An element; `on…` properties are listeners, the others attributes; `undefined` and `false` are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value as EventListener);
    else set(node, name, value);
  }
  node.append(...children);
  return node;
}

/** Sets or removes an attribute, only where that changes something. */
export function set(node: Element, name: string, value: string | number | boolean | undefined): void {
  const text = value === undefined || value === false ? null : value === true ? '' : String(value);
  if (node.getAttribute(name) === text) return;
  if (text === null) node.removeAttribute(name);
  else node.setAttribute(name, text);
}

/** Sets the text, only where that changes something: a live region must not speak twice. */
export function write(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

const ICONS = {
  chat: 'M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.6 4.2a.8.8 0 0 1-1.4-.6V16A2.5 2.5 0 0 1 4 13.5z',
  close: 'M5.5 5.5l13 13m0-13l-13 13',
  clip: 'M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8L10 17a1.7 1.7 0 0 1-2.4-2.4l7.4-7.4',
  send: 'M4 12l16-8-5 16-3.5-6.5zM11.5 13.5L20 4',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zm-7.5 8.5a7.5 7.5 0 0 1 15 0',
  file: 'M7 3h7l4 4v14H7zM14 3v4h4',
  sound: 'M4 10v4h3l5 4V6L7 10zM15.5 9a4 4 0 0 1 0 6m2.5-8.5a7.5 7.5 0 0 1 0 11',
  silent: 'M4 10v4h3l5 4V6L7 10zM16 10l4 4m0-4l-4 4',
};

export type IconName = keyof typeof ICONS;

/** A drawn sign; its meaning stands in the label of whatever carries it. */
export function icon(name: IconName): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  const path = document.createElementNS(space, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}
