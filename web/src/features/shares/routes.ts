import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

const area = createRoute({
  getParentRoute: () => shell,
  path: '/aws/referrals',
  staticData: { crumb: 'nav.shares' },
});

const list = createRoute({
  getParentRoute: () => area,
  path: '/',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { contentType: 'table', help: 'shares' },
  component: lazyRouteComponent(() => import('./SentPage'), 'SentPage'),
});

const opportunity = createRoute({
  getParentRoute: () => area,
  path: '/opportunity',
  staticData: { crumb: 'shares.refer', contentType: 'form', help: 'shares' },
  component: lazyRouteComponent(() => import('./ReferPage'), 'ReferPage'),
});

const lead = createRoute({
  getParentRoute: () => area,
  path: '/lead',
  staticData: { crumb: 'shares.lead', contentType: 'form', help: 'shares' },
  component: lazyRouteComponent(() => import('./LeadPage'), 'LeadPage'),
});

const invitation = createRoute({
  getParentRoute: () => area,
  path: '/sent/$id',
  staticData: { crumb: '$id', help: 'shares' },
  component: lazyRouteComponent(() => import('./InvitationPage'), 'InvitationPage'),
});

export const shareRoutes = [area.addChildren([list, opportunity, lead, invitation])] as const;
