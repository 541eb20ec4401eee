import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { root, shell } from '../../app/roots';
import type { PeopleSearch } from './api';

const scorecard = createRoute({
  getParentRoute: () => shell,
  path: '/account/scorecard',
  staticData: { crumb: 'nav.scorecard', help: 'scorecard' },
  component: lazyRouteComponent(() => import('./ScorecardPage'), 'ScorecardPage'),
});

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

const people = createRoute({
  getParentRoute: () => shell,
  path: '/account/people',
  validateSearch: (search: Record<string, unknown>): PeopleSearch => ({
    text: text(search.text),
    role: text(search.role),
    state: text(search.state),
    page: Number.isInteger(search.page) && Number(search.page) > 1 ? Number(search.page) : undefined,
  }),
  staticData: { crumb: 'nav.people', contentType: 'table', help: 'people' },
  component: lazyRouteComponent(() => import('./PeoplePage'), 'PeoplePage'),
});

const security = createRoute({
  getParentRoute: () => shell,
  path: '/settings/security',
  staticData: { crumb: 'security.title', help: 'security' },
  component: lazyRouteComponent(() => import('./SecurityPage'), 'SecurityPage'),
});

/** Where links of mails lead: the token stands behind the "#", which browsers send to nobody. */
const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  component: lazyRouteComponent(() => import('./PasswordPage'), 'PasswordPage'),
});

export const accessRoutes = [scorecard, people, security] as const;
export const openRoutes = [password] as const;
