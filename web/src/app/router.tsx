import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { createRouter, type RouterHistory } from '@tanstack/react-router';
import { ApiError } from '../api/client';
import { sessionQuery } from '../api/session';
import { accessRoutes, openRoutes } from '../features/access/routes';
import { accountRoutes } from '../features/account/routes';
import { auditRoutes } from '../features/audit/routes';
import { bulkRoutes } from '../features/bulk/routes';
import { collaborationRoutes } from '../features/collaboration/routes';
import { connectionRoutes } from '../features/connections/routes';
import { connectorRoutes } from '../features/connector/routes';
import { dashboardRoutes } from '../features/dashboard/routes';
import { deskRoutes } from '../features/desk/routes';
import { engagementRoutes } from '../features/engagements/routes';
import { invitationRoutes } from '../features/invitations/routes';
import { eventRoutes } from '../features/events/routes';
import { leadRoutes } from '../features/leads/routes';
import { moderationRoutes } from '../features/moderation/routes';
import { noticeRoutes } from '../features/notices/routes';
import { opportunityRoutes } from '../features/opportunities/routes';
import { proposalRoutes } from '../features/proposals/routes';
import { shareRoutes } from '../features/shares/routes';
import { simulationRoutes } from '../features/simulation/routes';
import { supportRoutes } from '../features/support/routes';
import { NotFoundPage, ProblemPage } from './messages';
import { back, elsewhere, login, root, shell, start } from './roots';

const tree = root.addChildren([
  login,
  back,
  ...openRoutes,
  shell.addChildren([
    start,
    ...dashboardRoutes,
    ...opportunityRoutes,
    ...bulkRoutes,
    ...leadRoutes,
    ...deskRoutes,
    ...proposalRoutes,
    ...invitationRoutes,
    ...engagementRoutes,
    ...connectionRoutes,
    ...accessRoutes,
    ...accountRoutes,
    ...eventRoutes,
    ...connectorRoutes,
    ...shareRoutes,
    ...simulationRoutes,
    ...moderationRoutes,
    ...auditRoutes,
    ...noticeRoutes,
    ...collaborationRoutes,
    ...supportRoutes,
    elsewhere,
  ]),
]);

/** The application without its frame of providers. Tests give a history of their own. */
export function createApp(history?: RouterHistory) {
  /** A session that ended while a page was open: sign in again, then come back. */
  const onError = (problem: unknown) => {
    if (!(problem instanceof ApiError)) return;
    // A role that was changed while a page is open: the frame is told, and says so.
    if (problem.code === 'forbidden' || problem.code === 'terms')
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
    if (problem.code !== 'signed-out') return;
    queries.setQueryData(sessionQuery.queryKey, null);
    const { pathname, href } = router.state.location;
    if (pathname !== '/login') void router.navigate({ to: '/login', search: { next: href, ended: true } });
  };
  const queries = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, problem) =>
          count < 2 && problem instanceof ApiError && (problem.status === 0 || problem.status === 503),
      },
    },
  });
  const router = createRouter({
    routeTree: tree,
    history,
    context: { queries },
    defaultNotFoundComponent: NotFoundPage,
    defaultErrorComponent: ProblemPage,
    scrollRestoration: true,
  });
  return { queries, router };
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createApp>['router'];
  }
}
