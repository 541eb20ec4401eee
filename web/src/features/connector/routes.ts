import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router';
import { shell } from '../../app/roots';
import { listSearch, type ListSearch } from '../../components/list/search';
import { localPath } from '../session/next';
import { objectQuery, recordQuery } from './api';
import { placeAt } from './places';

const objectOf = (slug: string): string => {
  const place = placeAt(slug);
  if (!place) throw notFound();
  return place.object;
};

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

const object = createRoute({
  getParentRoute: () => shell,
  path: '/crm/$slug',
  staticData: { crumb: ({ slug }) => placeAt(slug ?? '')?.title },
  loader: async ({ context, params }) => {
    await context.queries.ensureQueryData(objectQuery(objectOf(params.slug)));
  },
});

const list = createRoute({
  getParentRoute: () => object,
  path: '/',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { contentType: 'table', help: 'records' },
  component: lazyRouteComponent(() => import('./RecordsPage'), 'RecordsPage'),
});

const create = createRoute({
  getParentRoute: () => object,
  path: '/create',
  staticData: { crumb: 'record.create', contentType: 'form' },
  component: lazyRouteComponent(() => import('./CreatePage'), 'CreatePage'),
});

const record = createRoute({
  getParentRoute: () => object,
  path: '/$id',
  staticData: { crumb: '$id' },
  loader: async ({ context, params }) => {
    const found = await context.queries.ensureQueryData(recordQuery(objectOf(params.slug), params.id));
    return { crumb: found.name };
  },
});

const details = createRoute({
  getParentRoute: () => record,
  path: '/',
  validateSearch: (search): { tab?: string; dialog?: 'share' } => ({
    tab: text(search.tab),
    ...(search.dialog === 'share' && { dialog: 'share' }),
  }),
  staticData: { help: 'deal' },
  component: lazyRouteComponent(() => import('./RecordPage'), 'RecordPage'),
});

const edit = createRoute({
  getParentRoute: () => record,
  path: '/edit',
  validateSearch: (search): { field?: string; back?: string } => ({
    field: text(search.field),
    back: localPath(search.back),
  }),
  staticData: { crumb: 'action.edit', contentType: 'form' },
  component: lazyRouteComponent(() => import('./EditPage'), 'EditPage'),
});

const answer = createRoute({
  getParentRoute: () => record,
  path: '/answer',
  staticData: { crumb: 'answer.title', contentType: 'form', help: 'answer' },
  component: lazyRouteComponent(() => import('./AnswerPage'), 'AnswerPage'),
});

const log = createRoute({
  getParentRoute: () => shell,
  path: '/connector/log',
  staticData: { crumb: 'nav.log' },
});

const logList = createRoute({
  getParentRoute: () => log,
  path: '/',
  validateSearch: (search): ListSearch => listSearch(search),
  staticData: { contentType: 'table', help: 'log' },
  component: lazyRouteComponent(() => import('./log/LogPage'), 'LogPage'),
});

const logEntry = createRoute({
  getParentRoute: () => log,
  path: '/$id',
  staticData: { crumb: '$id', help: 'log' },
  component: lazyRouteComponent(() => import('./log/LogEntryPage'), 'LogEntryPage'),
});

const mapping = createRoute({
  getParentRoute: () => shell,
  path: '/connector/mapping',
  staticData: { crumb: 'nav.mapping', contentType: 'table', help: 'mapping' },
  component: lazyRouteComponent(() => import('./MappingPage'), 'MappingPage'),
});

const health = createRoute({
  getParentRoute: () => shell,
  path: '/connector/health',
  staticData: { crumb: 'nav.health', contentType: 'dashboard', help: 'health' },
  component: lazyRouteComponent(() => import('./HealthPage'), 'HealthPage'),
});

export const connectorRoutes = [
  object.addChildren([list, create, record.addChildren([details, edit, answer])]),
  log.addChildren([logList, logEntry]),
  mapping,
  health,
] as const;
