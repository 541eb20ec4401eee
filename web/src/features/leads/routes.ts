import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

const area = createRoute({ getParentRoute: () => shell, path: '/leads', staticData: { crumb: 'nav.leads' } });

const list = createRoute({
  getParentRoute: () => area,
  path: '/',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { contentType: 'table', help: 'leads' },
  component: lazyRouteComponent(() => import('./ListPage'), 'ListPage'),
});

const lead = createRoute({ getParentRoute: () => area, path: '/$id', staticData: { crumb: '$id' } });

const details = createRoute({
  getParentRoute: () => lead,
  path: '/',
  validateSearch: (search): { tab?: string } => ({
    tab: typeof search.tab === 'string' ? search.tab : undefined,
  }),
  staticData: { help: 'lead' },
  component: lazyRouteComponent(() => import('./LeadPage'), 'LeadPage'),
});

const edit = createRoute({
  getParentRoute: () => lead,
  path: '/edit',
  staticData: { crumb: 'action.edit', contentType: 'form', help: 'lead' },
  component: lazyRouteComponent(() => import('./EditPage'), 'EditPage'),
});

export const leadRoutes = [area.addChildren([list, lead.addChildren([details, edit])])] as const;
