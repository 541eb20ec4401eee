import { fields, type Field, type FieldId } from '../../gen/fields';

/** An opportunity in AWS's own shape: what GetOpportunity answers and UpdateOpportunity takes. */
export type Doc = { [member: string]: unknown };

const isDoc = (value: unknown): value is Doc =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Members that a new list entry needs beside the one being written. */
const entryOf: Record<string, Doc> = {
  'Project.ExpectedCustomerSpend': { CurrencyCode: 'USD', Frequency: 'Monthly' },
};

type Select = readonly [member: string, value: string | number];

function indexOf(list: unknown[], select: Select): number {
  if (select[0] === 'index') return Number(select[1]);
  return list.findIndex(entry => isDoc(entry) && entry[select[0]] === select[1]);
}

/** Reads "Customer.Account.CompanyName"; in a list ("Contacts[].Email") the entry that `select` names. */
export function readPath(doc: Doc, path: string, select?: Select): unknown {
  let here: unknown = doc;
  for (const part of path.split('.')) {
    if (!isDoc(here)) return undefined;
    const isList = part.endsWith('[]');
    here = here[isList ? part.slice(0, -2) : part];
    if (isList) here = Array.isArray(here) && select ? here[indexOf(here, select)] : undefined;
  }
  return here;
}

const isEmpty = (value: unknown) =>
  value === undefined || value === '' || value === null || (Array.isArray(value) && value.length === 0);

function writeEntry(list: unknown, at: string, select: Select, rest: string[], value: unknown): unknown {
  const entries = Array.isArray(list) ? [...(list as unknown[])] : [];
  const found = indexOf(entries, select);
  const named: Doc = select[0] === 'index' ? {} : { [select[0]]: select[1] };
  const old = found >= 0 ? entries[found] : undefined;
  const entry = writeParts(isDoc(old) ? old : { ...entryOf[at], ...named }, rest, '', undefined, value);
  const bare: Doc = { ...entryOf[at], ...named };
  const says = Object.entries(entry ?? {}).some(([member, told]) => bare[member] !== told);
  if (!says && found >= 0) entries.splice(found, 1);
  else if (says && found >= 0) entries[found] = entry;
  else if (says) entries.push(entry);
  return entries.length > 0 ? entries : undefined;
}

function writeParts(
  doc: Doc,
  parts: string[],
  above: string,
  select: Select | undefined,
  value: unknown,
): Doc | undefined {
  const [first = '', ...rest] = parts;
  const isList = first.endsWith('[]');
  const member = isList ? first.slice(0, -2) : first;
  const at = above ? `${above}.${member}` : member;
  const old = doc[member];
  let next: unknown = isEmpty(value) ? undefined : value;
  if (isList && select) next = writeEntry(old, at, select, rest, value);
  else if (rest.length > 0) next = writeParts(isDoc(old) ? old : {}, rest, at, select, value);
  const { [member]: _, ...others } = doc;
  const written = next === undefined ? others : { ...doc, [member]: next };
  return Object.keys(written).length > 0 ? written : undefined;
}

/** Writes without changing `doc`. An empty value takes the member away, and what is left empty above it. */
export function writePath(doc: Doc, path: string, value: unknown, select?: Select): Doc {
  return writeParts(doc, path.split('.'), '', select, value) ?? {};
}

const rowOf = (id: FieldId): Field => fields[id];

export const readField = (doc: Doc, id: FieldId) => readPath(doc, rowOf(id).path, rowOf(id).select);
export const writeField = (doc: Doc, id: FieldId, value: unknown) =>
  writePath(doc, rowOf(id).path, value, rowOf(id).select);

export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
export const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(textOf) : []);

const ids = Object.keys(fields) as FieldId[];
const ofPartner = (id: FieldId) =>
  rowOf(id).source === 'Opportunity' || rowOf(id).source === 'SubmitOpportunity';

/** What begins the places of AWS's side in a history. */
const awsSide = 'AwsOpportunitySummary.';
const ofAWS = (id: FieldId) => rowOf(id).source === 'AwsOpportunitySummary' && !rowOf(id).select;

/**
 * The field that an API path means: "Customer.Contacts[0].Email", or of a whole member the first field in it. Paths of AWS's
 * side begin with its name; what both sides have, such as the involvement, is the partner's field.
 */
export function fieldAt(location: string): FieldId | undefined {
  let path = location.replaceAll(/\[\d+\]/g, '[]');
  if (path.startsWith(awsSide)) {
    path = path.slice(awsSide.length);
    const own = ids.find(id => ofAWS(id) && rowOf(id).path === path);
    return own ?? (path === rowOf('involvement_type').path ? 'involvement_type' : undefined);
  }
  if (path === 'Involvement') path = rowOf('involvement_type').path; // as proposals have it
  const exact = ids.find(id => ofPartner(id) && rowOf(id).path === path);
  if (exact || path === '') return exact;
  const inside = [`${path}.`, `${path}[`];
  if (path.endsWith('[]')) inside.push(`${path}.`);
  return ids.find(id => ofPartner(id) && inside.some(start => rowOf(id).path.startsWith(start)));
}

/** Whether a record's list of editable paths lets somebody change a field. */
export function mayEdit(editable: readonly string[], id: FieldId): boolean {
  const { path } = rowOf(id);
  return editable.some(
    allowed =>
      allowed === '*' ||
      allowed === path ||
      path.startsWith(`${allowed}.`) ||
      path.startsWith(`${allowed}[]`),
  );
}
