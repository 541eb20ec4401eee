import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

const area = createRoute({
  getParentRoute: () => shell,
  path: '/desk',
  staticData: { crumb: 'nav.queue' },
});

const queue = createRoute({
  getParentRoute: () => area,
  path: '/',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { contentType: 'table', help: 'desk' },
  component: lazyRouteComponent(() => import('./QueuePage'), 'QueuePage'),
});

const all = createRoute({
  getParentRoute: () => area,
  path: '/all',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { crumb: 'nav.deskAll', contentType: 'table', help: 'desk' },
  component: lazyRouteComponent(() => import('./AllPage'), 'AllPage'),
});

const record = createRoute({
  getParentRoute: () => area,
  path: '/$id',
  validateSearch: (search): { tab?: string } => ({
    tab: typeof search.tab === 'string' ? search.tab : undefined,
  }),
  staticData: { crumb: '$id', help: 'desk' },
  component: lazyRouteComponent(() => import('./ReviewPage'), 'ReviewPage'),
});

export const deskRoutes = [area.addChildren([queue, all, record])] as const;
