/** Values of a record by the names of its fields. */
export type Fields = { [name: string]: unknown };

export const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Whether two values of a field mean the same: an absent one is as empty as "" or []. */
export function same(a: unknown, b: unknown): boolean {
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, i) => one === b[i]);
  return a === b;
}

/** Edits with one more value; a value put back to what it was is no edit. */
export function withEdit(edits: Fields, before: Fields, name: string, value: unknown): Fields {
  const { [name]: _, ...others } = edits;
  return same(before[name], value) ? others : { ...others, [name]: value };
}

/** A field that somebody else changed while it was being edited here. */
export interface Clash {
  name: string;
  mine: unknown;
  theirs: unknown;
}

/** Compares edits that began at `before` with what the record holds now. */
export function compare(before: Fields, now: Fields, edits: Fields) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const theirs = names.filter(name => !same(before[name], now[name]));
  const clashes: Clash[] = theirs
    .filter(name => name in edits && !same(edits[name], now[name]))
    .map(name => ({ name, mine: edits[name], theirs: now[name] }));
  return { clashes, others: theirs.filter(name => !(name in edits)) };
}

/** The edits that are left once, for each clash, one side was chosen. */
export function settle(edits: Fields, now: Fields, takeTheirs: ReadonlySet<string>): Fields {
  return Object.fromEntries(
    Object.entries(edits).filter(([name, value]) => !takeTheirs.has(name) && !same(now[name], value)),
  );
}
