import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';

const connections = createRoute({
  getParentRoute: () => shell,
  path: '/connections',
  staticData: { crumb: 'nav.connections', help: 'connections' },
  component: lazyRouteComponent(() => import('./ConnectionsPage'), 'ConnectionsPage'),
});

const profile = createRoute({
  getParentRoute: () => shell,
  path: '/profile',
  staticData: { crumb: 'nav.profile', help: 'connections' },
  component: lazyRouteComponent(() => import('./ProfilePage'), 'ProfilePage'),
});

export const connectionRoutes = [connections, profile] as const;
