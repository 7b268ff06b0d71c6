/* The addresses of pages, as people write them: one a line. */

/** The origins in a text; empty lines are left out, and a path behind an address is cut off. */
export function originsOf(text: string): string[] {
  const origins = text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      try {
        const { origin } = new URL(line);
        return origin === 'null' ? line : origin;
      } catch {
        // The server says what is wrong with it, beside the field.
        return line;
      }
    });
  return [...new Set(origins)];
}

/** The one line that brings the chat of an inbox onto a page. */
export function snippetFor(server: string, key: string): string {
  return `<script async src="${server}/widget.js" data-inbox="${key}"></script>`;
}
