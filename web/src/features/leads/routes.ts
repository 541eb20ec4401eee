import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

const list = createRoute({
  getParentRoute: () => shell,
  path: '/leads',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { crumb: 'nav.leads', contentType: 'table', help: 'leads' },
  component: lazyRouteComponent(() => import('./ListPage'), 'ListPage'),
});

export const leadRoutes = [list] as const;
