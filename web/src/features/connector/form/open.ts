import type { Deal } from '../types';

/** A record with the fields that AWS takes at present; every field when nobody says which. */
export interface OpenRecord {
  object: string;
  id: string;
  fields: ReadonlySet<string> | undefined;
}

/** The records of which AWS takes changes now: the deal first, then its account and its contact. */
export function openPlaces(deal: Deal): OpenRecord[] {
  if (!deal.editable) return [{ object: deal.object, id: deal.id, fields: undefined }];
  const found = new Map<string, { object: string; id: string; fields: Set<string> }>();
  for (const { object, id, field } of deal.editable) {
    const key = `${object}/${id}`;
    const open = found.get(key) ?? { object, id, fields: new Set<string>() };
    open.fields.add(field);
    found.set(key, open);
  }
  const rank = (open: OpenRecord) => (open.object === deal.object ? 0 : 1);
  return [...found.values()].sort((a, b) => rank(a) - rank(b));
}
