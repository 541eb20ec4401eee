import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { homeOf, sessionQuery, type Session } from '../api/session';
import { localPath } from '../features/session/next';
import { isRefusal, returned, type Refusal } from '../features/session/returned';
import { NotFoundPage, ProblemPage } from './messages';
import { Shell } from './Shell';

export const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
});

export const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search): { next?: string; ended?: true; refused?: Refusal } => ({
    next: localPath(search.next),
    ended: search.ended === true ? true : undefined,
    refused: isRefusal(search.refused) ? search.refused : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/session/SignInPage'), 'SignInPage'),
});

/** Where the provider sends people back to. */
export const back = createRoute({
  getParentRoute: () => root,
  path: '/login/return',
  loader: () => returned,
  component: lazyRouteComponent(() => import('../features/session/ReturnPage'), 'ReturnPage'),
});

/** The parent of every page that needs a session. */
export const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }): Promise<{ session: Session }> => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/login', search: { next: location.href } });
    return { session };
  },
  component: Shell,
  errorComponent: ProblemPage,
});

export const start = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: ({ context }) => {
    throw redirect({ to: homeOf(context.session) });
  },
});

/** Every other address, inside the frame. */
export const elsewhere = createRoute({
  getParentRoute: () => shell,
  path: '$',
  staticData: { crumb: 'notFound.title' },
  component: NotFoundPage,
});
