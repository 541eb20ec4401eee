import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';

const connections = createRoute({
  getParentRoute: () => shell,
  path: '/connections',
  staticData: { crumb: 'nav.connections', help: 'connections' },
  component: lazyRouteComponent(() => import('./ConnectionsPage'), 'ConnectionsPage'),
});

export const connectionRoutes = [connections] as const;
