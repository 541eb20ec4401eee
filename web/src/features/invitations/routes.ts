import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

const area = createRoute({
  getParentRoute: () => shell,
  path: '/invitations',
  staticData: { crumb: 'nav.invitations' },
});

const list = createRoute({
  getParentRoute: () => area,
  path: '/',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { contentType: 'table', help: 'invitations' },
  component: lazyRouteComponent(() => import('./ListPage'), 'ListPage'),
});

const invitation = createRoute({
  getParentRoute: () => area,
  path: '/$id',
  staticData: { crumb: '$id', help: 'invitations' },
  component: lazyRouteComponent(() => import('./InvitationPage'), 'InvitationPage'),
});

export const invitationRoutes = [area.addChildren([list, invitation])] as const;
