import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';

/** The frame of the lists: one tab each. It adds nothing to the address. */
const bus = createRoute({
  getParentRoute: () => shell,
  id: 'bus',
  component: lazyRouteComponent(() => import('./EventTabs'), 'EventTabs'),
});

const validateSearch = (search: Record<string, unknown>): ListSearch => listSearch(search);

const deliveries = createRoute({
  getParentRoute: () => bus,
  path: '/deliveries',
  validateSearch,
  staticData: { crumb: 'nav.events', contentType: 'table', help: 'deliveries' },
  component: lazyRouteComponent(() => import('../opportunities/DeliveriesPage'), 'DeliveriesPage'),
});

const rules = createRoute({
  getParentRoute: () => bus,
  path: '/events/rules',
  validateSearch,
  staticData: { crumb: 'events.rules', contentType: 'table', help: 'events' },
  component: lazyRouteComponent(() => import('./RulesPage'), 'RulesPage'),
});

const destinations = createRoute({
  getParentRoute: () => bus,
  path: '/events/destinations',
  validateSearch,
  staticData: { crumb: 'events.destinations', contentType: 'table', help: 'events' },
  component: lazyRouteComponent(() => import('./DestinationsPage'), 'DestinationsPage'),
});

const connections = createRoute({
  getParentRoute: () => bus,
  path: '/events/connections',
  validateSearch,
  staticData: { crumb: 'events.connections', contentType: 'table', help: 'events' },
  component: lazyRouteComponent(() => import('./ConnectionsPage'), 'ConnectionsPage'),
});

const archives = createRoute({
  getParentRoute: () => bus,
  path: '/events/archives',
  validateSearch,
  staticData: { crumb: 'events.archives', contentType: 'table', help: 'events' },
  component: lazyRouteComponent(() => import('./ArchivesPage'), 'ArchivesPage'),
});

const replays = createRoute({
  getParentRoute: () => bus,
  path: '/events/replays',
  validateSearch,
  staticData: { crumb: 'events.replays', contentType: 'table', help: 'events' },
  component: lazyRouteComponent(() => import('./ReplaysPage'), 'ReplaysPage'),
});

const ruleArea = createRoute({
  getParentRoute: () => shell,
  path: '/events/rule',
  staticData: { crumb: 'events.rules' },
});

/** Where the breadcrumb of a rule leads. */
const ruleIndex = createRoute({
  getParentRoute: () => ruleArea,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/events/rules' });
  },
});

const createRule = createRoute({
  getParentRoute: () => shell,
  path: '/events/new-rule',
  staticData: { crumb: 'events.rule.create', contentType: 'form', help: 'events' },
  component: lazyRouteComponent(() => import('./RulePage'), 'CreateRulePage'),
});

const rule = createRoute({
  getParentRoute: () => ruleArea,
  path: '/$id',
  staticData: { crumb: '$id', contentType: 'form', help: 'events' },
  component: lazyRouteComponent(() => import('./RulePage'), 'EditRulePage'),
});

export const eventRoutes = [
  bus.addChildren([deliveries, rules, destinations, connections, archives, replays]),
  createRule,
  ruleArea.addChildren([ruleIndex, rule]),
] as const;
