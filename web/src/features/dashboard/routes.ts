import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { dashboardQuery } from './api';

const dashboard = createRoute({
  getParentRoute: () => shell,
  path: '/dashboard',
  staticData: { crumb: 'nav.dashboard', contentType: 'dashboard', help: 'dashboard' },
  loader: ({ context }) => context.queries.ensureQueryData(dashboardQuery),
  component: lazyRouteComponent(() => import('./DashboardPage'), 'DashboardPage'),
});

export const dashboardRoutes = [dashboard] as const;
