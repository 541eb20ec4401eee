import type { Token } from '../../api/list';

/** What a list keeps in the address, so that it can be sent to a colleague and survives a reload. */
export interface ListSearch {
  filter?: Token[];
  sort?: string;
  order?: 'asc' | 'desc';
  page?: number;
  cursor?: string;
  /** The saved view that the rest differs from, or that the list shows where there is no rest. */
  view?: string;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

function tokenOf(value: unknown): Token | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { property, operator, value: wanted } = value as Record<string, unknown>;
  const list = Array.isArray(wanted) && wanted.every(item => typeof item === 'string');
  if (typeof operator !== 'string' || (typeof wanted !== 'string' && !list)) return undefined;
  return {
    ...(text(property) && { property: text(property) }),
    operator,
    value: wanted as string | string[],
  };
}

/** Takes from an address what is usable; a hand-written or old address never breaks the page. */
export function listSearch(search: Record<string, unknown>): ListSearch {
  const tokens = Array.isArray(search.filter)
    ? search.filter.flatMap(token => tokenOf(token) ?? [])
    : undefined;
  const page = Number.isInteger(search.page) && Number(search.page) > 1 ? Number(search.page) : undefined;
  const cursor = text(search.cursor);
  // What is dropped is named too: the router keeps what a validator says nothing about as it came.
  return {
    filter: tokens, // an empty one means: not even the filter that the list begins with
    sort: text(search.sort),
    order: search.order === 'asc' || search.order === 'desc' ? search.order : undefined,
    page: cursor ? page : undefined,
    cursor: page ? cursor : undefined,
    view: text(search.view),
  };
}
