import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { shell } from '../../app/roots';

const area = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  staticData: { crumb: 'nav.account' },
});

const start = createRoute({
  getParentRoute: () => area,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/account/profile' });
  },
});

const profile = createRoute({
  getParentRoute: () => area,
  path: '/profile',
  staticData: { crumb: 'nav.profile' },
});

const profileFacts = createRoute({
  getParentRoute: () => profile,
  path: '/',
  staticData: { help: 'profile' },
  component: lazyRouteComponent(() => import('./ProfilePage'), 'ProfilePage'),
});

const profileEdit = createRoute({
  getParentRoute: () => profile,
  path: '/edit',
  staticData: { crumb: 'action.edit', contentType: 'form', help: 'profile' },
  component: lazyRouteComponent(() => import('./ProfileEditPage'), 'ProfileEditPage'),
});

const link = createRoute({
  getParentRoute: () => area,
  path: '/link',
  staticData: { crumb: 'nav.accountLink', help: 'accountLink' },
  component: lazyRouteComponent(() => import('./LinkPage'), 'LinkPage'),
});

const users = createRoute({
  getParentRoute: () => area,
  path: '/users',
  staticData: { crumb: 'nav.users', help: 'users' },
  component: lazyRouteComponent(() => import('./UsersPage'), 'UsersPage'),
});

const letters = createRoute({
  getParentRoute: () => area,
  path: '/letters',
  validateSearch: (search): { letter?: string } =>
    typeof search.letter === 'string' ? { letter: search.letter } : {},
  staticData: { crumb: 'nav.letters', help: 'letters' },
  component: lazyRouteComponent(() => import('./LettersPage'), 'LettersPage'),
});

export const accountRoutes = [
  area.addChildren([start, profile.addChildren([profileFacts, profileEdit]), link, users, letters]),
] as const;
