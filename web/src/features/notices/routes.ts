import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

const list = createRoute({
  getParentRoute: () => shell,
  path: '/notifications',
  validateSearch: (search: Record<string, unknown>): ListSearch => listSearch(search),
  staticData: { crumb: 'notices.title', contentType: 'table', help: 'notices' },
  component: lazyRouteComponent(() => import('./NoticesPage'), 'NoticesPage'),
});

const preferences = createRoute({
  getParentRoute: () => shell,
  path: '/settings/notifications',
  staticData: { crumb: 'notices.settings', contentType: 'form', help: 'noticeSettings' },
  component: lazyRouteComponent(() => import('./PreferencesPage'), 'PreferencesPage'),
});

export const noticeRoutes = [list, preferences] as const;
