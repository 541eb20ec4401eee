import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

const area = createRoute({
  getParentRoute: () => shell,
  path: '/proposals',
  staticData: { crumb: 'nav.proposals' },
});

const list = createRoute({
  getParentRoute: () => area,
  path: '/',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { contentType: 'table', help: 'proposals' },
  component: lazyRouteComponent(() => import('./ListPage'), 'ListPage'),
});

const proposal = createRoute({
  getParentRoute: () => area,
  path: '/$id',
  staticData: { crumb: '$id', help: 'proposals' },
  component: lazyRouteComponent(() => import('./ProposalPage'), 'ProposalPage'),
});

const assistants = createRoute({
  getParentRoute: () => shell,
  path: '/assistants',
  staticData: { crumb: 'nav.assistants' },
});

const tokens = createRoute({
  getParentRoute: () => assistants,
  path: '/',
  staticData: { help: 'assistants' },
  component: lazyRouteComponent(() => import('./AssistantsPage'), 'AssistantsPage'),
});

const issue = createRoute({
  getParentRoute: () => assistants,
  path: '/issue',
  staticData: { crumb: 'assistants.tokens.issue', contentType: 'form', help: 'assistants' },
  component: lazyRouteComponent(() => import('./IssueTokenPage'), 'IssueTokenPage'),
});

export const proposalRoutes = [
  area.addChildren([list, proposal]),
  assistants.addChildren([tokens, issue]),
] as const;
