import { queryOptions } from '@tanstack/react-query';
import type { ListQuery, Page } from '../../api/list';

/** The rows of a page of a list. The same question has the same key, whatever way it was put together. */
export const rowsQuery = <T>(
  list: string,
  { filter, sort, order, pageSize, cursor }: ListQuery,
  load: (query: ListQuery) => Promise<Page<T>>,
) => {
  const query = { filter: filter?.length ? filter : undefined, sort, order, pageSize, cursor };
  return queryOptions({ queryKey: [list, 'list', query], queryFn: () => load(query) });
};

/** How long rows are waited for before a table shows that it asks for them. */
export const patience = () => new Promise(resolve => setTimeout(resolve, 150));
