import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

const area = createRoute({
  getParentRoute: () => shell,
  path: '/bulk',
  staticData: { crumb: 'nav.bulk' },
});

const history = createRoute({
  getParentRoute: () => area,
  path: '/',
  staticData: { contentType: 'table', help: 'bulk' },
  component: lazyRouteComponent(() => import('./HistoryPage'), 'HistoryPage'),
});

const importing = createRoute({
  getParentRoute: () => area,
  path: '/import',
  staticData: { crumb: 'bulk.import', contentType: 'form', help: 'bulk' },
  component: lazyRouteComponent(() => import('./ImportPage'), 'ImportPage'),
});

/** The search is that of the list which the file is prepared from. */
const updating = createRoute({
  getParentRoute: () => area,
  path: '/update',
  validateSearch: (search): ListSearch & { ids?: string[] } => ({
    ...listSearch(search),
    ...(Array.isArray(search.ids) && { ids: search.ids.filter(id => typeof id === 'string') }),
  }),
  staticData: { crumb: 'bulk.update', contentType: 'form', help: 'bulk' },
  component: lazyRouteComponent(() => import('./UpdatePage'), 'UpdatePage'),
});

const run = createRoute({
  getParentRoute: () => area,
  path: '/$id',
  staticData: { crumb: 'bulk.result', contentType: 'table', help: 'bulk' },
  component: lazyRouteComponent(() => import('./RunPage'), 'RunPage'),
});

export const bulkRoutes = [area.addChildren([history, importing, updating, run])] as const;
