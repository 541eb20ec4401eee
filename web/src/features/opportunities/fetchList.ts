import type { QueryClient } from '@tanstack/react-query';
import { listOpportunities, usersQuery } from '../../api/central';
import { viewsQuery } from '../../api/views';
import { patience, rowsQuery } from '../../components/list/rows';
import { pageSizeOf } from '../../components/list/preferences';
import type { ListSearch } from '../../components/list/search';
import { chosen, effective } from '../views/views';

/**
 * Fetches what the list shows while the page itself is still on its way, so that a table is rendered once and with its rows.
 * What takes longer than a moment is not waited for, and the page tells of what goes wrong.
 */
export function fetchList(queries: QueryClient, search: ListSearch): Promise<unknown> {
  void queries.prefetchQuery(usersQuery);
  const rows = queries
    .ensureQueryData(viewsQuery('opportunities'))
    .then(views => {
      const view = chosen(views, search.view);
      if (!view || view.waiting) return undefined;
      const { filter, sort, order } = effective(view, search);
      const query = { filter, sort, order, pageSize: pageSizeOf(views.display), cursor: search.cursor };
      return queries.prefetchQuery(rowsQuery('opportunities', query, listOpportunities));
    })
    .catch(() => undefined);
  return Promise.race([rows, patience()]);
}
