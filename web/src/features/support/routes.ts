import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

const area = createRoute({
  getParentRoute: () => shell,
  path: '/support',
  staticData: { crumb: 'nav.support' },
});

const list = createRoute({
  getParentRoute: () => area,
  path: '/',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { contentType: 'table', help: 'support' },
  component: lazyRouteComponent(() => import('./CasesPage'), 'CasesPage'),
});

const opening = createRoute({
  getParentRoute: () => area,
  path: '/new',
  validateSearch: (search): { opportunity?: string } => ({
    opportunity: typeof search.opportunity === 'string' ? search.opportunity : undefined,
  }),
  staticData: { crumb: 'support.new', contentType: 'form', help: 'support' },
  component: lazyRouteComponent(() => import('./NewCasePage'), 'NewCasePage'),
});

const one = createRoute({
  getParentRoute: () => area,
  path: '/$id',
  staticData: { crumb: '$id', help: 'support' },
  component: lazyRouteComponent(() => import('./CasePage'), 'CasePage'),
});

export const supportRoutes = [area.addChildren([list, opening, one])] as const;
