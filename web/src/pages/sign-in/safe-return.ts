/* Where to go after signing in. */

/** The address that was asked for, if it is one of ours; a crafted link must not lead elsewhere. */
export function safeReturn(asked: string | null): string {
  if (!asked?.startsWith('/') || /^\/[/\\]/.test(asked)) return '/inbox';
  return asked.startsWith('/sign-in') ? '/inbox' : asked;
}
