import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

const connections = createRoute({
  getParentRoute: () => shell,
  path: '/connections',
  staticData: { crumb: 'nav.connections', help: 'connections' },
  component: lazyRouteComponent(() => import('./ConnectionsPage'), 'ConnectionsPage'),
});

const find = createRoute({
  getParentRoute: () => shell,
  path: '/partners',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { crumb: 'nav.findPartners', contentType: 'table', help: 'findPartners' },
  component: lazyRouteComponent(() => import('./FindPage'), 'FindPage'),
});

export const connectionRoutes = [connections, find] as const;
