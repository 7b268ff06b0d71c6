/* Which rows are selected, and what a press on one does. Pure, so that it can be tested without a screen. */

/** What is selected, and from where a range goes. */
export interface Chosen {
  ids: ReadonlySet<string>;
  anchor: string | undefined;
}

export const NOTHING: Chosen = { ids: new Set(), anchor: undefined };

/** Selects a row, or lets it go. */
export function toggled(chosen: Chosen, id: string): Chosen {
  const ids = new Set(chosen.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id };
}

/** Selects everything from the row that was pressed last up to this one. */
export function ranged(chosen: Chosen, order: readonly string[], id: string): Chosen {
  const from = chosen.anchor === undefined ? -1 : order.indexOf(chosen.anchor);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) return { ids: new Set([...chosen.ids, id]), anchor: id };
  const between = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...chosen.ids, ...between]), anchor: chosen.anchor };
}

/** What is left when only these rows are there. */
export function among(chosen: Chosen, order: readonly string[]): Chosen {
  const there = new Set(order);
  const ids = new Set([...chosen.ids].filter((id) => there.has(id)));
  if (ids.size === chosen.ids.size) return chosen;
  const anchor = chosen.anchor !== undefined && there.has(chosen.anchor) ? chosen.anchor : undefined;
  return { ids, anchor };
}
