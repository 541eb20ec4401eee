import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';
import { fetchList } from './fetchList';

/** What a new opportunity begins with: a lead that becomes it, or another opportunity that is cloned. */
export interface CreateSearch {
  lead?: string;
  clone?: string;
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

const area = createRoute({
  getParentRoute: () => shell,
  path: '/opportunities',
  staticData: { crumb: 'nav.opportunities' },
});

const list = createRoute({
  getParentRoute: () => area,
  path: '/',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { contentType: 'table', help: 'opportunities' },
  loaderDeps: ({ search }) => search,
  loader: async ({ context, deps, cause }) => {
    if (cause === 'enter') await fetchList(context.queries, deps);
  },
  component: lazyRouteComponent(() => import('./ListPage'), 'ListPage'),
});

const board = createRoute({
  getParentRoute: () => area,
  path: '/board',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { crumb: 'board.title', contentType: 'dashboard', help: 'opportunities' },
  component: lazyRouteComponent(() => import('./BoardPage'), 'BoardPage'),
});

const create = createRoute({
  getParentRoute: () => area,
  path: '/create',
  validateSearch: (search): CreateSearch => ({ lead: text(search.lead), clone: text(search.clone) }),
  staticData: { crumb: 'opportunities.create', contentType: 'wizard', help: 'create' },
  component: lazyRouteComponent(() => import('./CreatePage'), 'CreatePage'),
});

const record = createRoute({
  getParentRoute: () => area,
  path: '/$id',
  staticData: { crumb: '$id' },
});

const details = createRoute({
  getParentRoute: () => record,
  path: '/',
  validateSearch: (search): { tab?: string } => ({
    tab: typeof search.tab === 'string' ? search.tab : undefined,
  }),
  staticData: { help: 'opportunity' },
  component: lazyRouteComponent(() => import('./DetailsPage'), 'DetailsPage'),
});

const edit = createRoute({
  getParentRoute: () => record,
  path: '/edit',
  staticData: { crumb: 'opportunities.edit', contentType: 'form', help: 'edit' },
  component: lazyRouteComponent(() => import('./EditPage'), 'EditPage'),
});

export const opportunityRoutes = [
  area.addChildren([list, board, create, record.addChildren([details, edit])]),
] as const;
