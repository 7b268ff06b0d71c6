/* Languages by their codes, in words. */

const names = new Intl.DisplayNames(['en-GB'], { type: 'language', fallback: 'code' });

/** `de` as "German"; a code that nobody knows as it is. */
export function languageName(code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

/** The codes in what was typed: "de, fr-CA" as `de` and `fr`. */
export function languageCodes(typed: string): string[] {
  const codes = typed.split(/[\s,;]+/).map((code) => code.split(/[-_]/)[0]?.toLowerCase() ?? '');
  return [...new Set(codes.filter((code) => code !== ''))];
}
