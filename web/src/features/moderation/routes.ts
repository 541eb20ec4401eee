import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

const verifications = createRoute({
  getParentRoute: () => shell,
  path: '/aws/verifications',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { crumb: 'nav.verifications', contentType: 'table', help: 'verifications' },
  component: lazyRouteComponent(() => import('./VerificationsPage'), 'VerificationsPage'),
});

const area = createRoute({
  getParentRoute: () => shell,
  path: '/aws/profile-updates',
  staticData: { crumb: 'nav.profileUpdates' },
});

const updates = createRoute({
  getParentRoute: () => area,
  path: '/',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { contentType: 'table', help: 'profileUpdates' },
  component: lazyRouteComponent(() => import('./UpdatesPage'), 'UpdatesPage'),
});

const update = createRoute({
  getParentRoute: () => area,
  path: '/$id',
  staticData: { crumb: '$id', help: 'profileUpdates' },
  component: lazyRouteComponent(() => import('./UpdatePage'), 'UpdatePage'),
});

const awards = createRoute({
  getParentRoute: () => shell,
  path: '/aws/awards',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { crumb: 'nav.awards', contentType: 'table', help: 'awards' },
  component: lazyRouteComponent(() => import('./AwardsPage'), 'AwardsPage'),
});

export const moderationRoutes = [verifications, awards, area.addChildren([updates, update])] as const;
