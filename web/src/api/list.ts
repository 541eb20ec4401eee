/** One condition of a filter. Without a property it is free text; an array means any of the values. */
export interface Token {
  property?: string;
  operator: string;
  value: string | string[];
}

export interface ListQuery {
  filter?: Token[];
  sort?: string;
  order?: 'asc' | 'desc';
  pageSize: number;
  cursor?: string;
}

/** A page of a list. `total` is counted up to a limit only. */
export interface Page<T> {
  items: T[];
  next?: string;
  previous?: string;
  total?: number;
  totalCapped?: boolean;
  /** The page looked at as much as it may: the next one may have more of what it looked for, even where this one is empty. */
  short?: boolean;
}

export const listParameters = (query: ListQuery) => ({
  filter: query.filter?.length ? JSON.stringify({ tokens: query.filter }) : undefined,
  sort: query.sort,
  order: query.order,
  pageSize: String(query.pageSize),
  cursor: query.cursor,
});
