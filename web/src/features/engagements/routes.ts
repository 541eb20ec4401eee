import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

const area = createRoute({
  getParentRoute: () => shell,
  path: '/engagements',
  staticData: { crumb: 'nav.engagements' },
});

const list = createRoute({
  getParentRoute: () => area,
  path: '/',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { contentType: 'table', help: 'engagements' },
  component: lazyRouteComponent(() => import('./ListPage'), 'ListPage'),
});

const engagement = createRoute({
  getParentRoute: () => area,
  path: '/$id',
  staticData: { crumb: '$id', help: 'engagements' },
  component: lazyRouteComponent(() => import('./EngagementPage'), 'EngagementPage'),
});

export const engagementRoutes = [area.addChildren([list, engagement])] as const;
