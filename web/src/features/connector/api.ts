import { queryOptions } from '@tanstack/react-query';
import createClient from 'openapi-fetch';
import { reach, unwrap } from '../../api/client';
import type { paths } from '../../api/connector.d';
import { listParameters, type ListQuery } from '../../api/list';
import type { Deal, Fields } from './types';

const client = createClient<paths>({ baseUrl: location.origin, fetch: reach });

const records = '/api/connector/objects/{object}/records';
const record = '/api/connector/objects/{object}/records/{id}';
const named = (object: string, id: string) => ({ params: { path: { object, id } } });

export const objectQuery = (object: string) =>
  queryOptions({
    queryKey: ['crm', 'object', object],
    staleTime: 300_000,
    queryFn: () => unwrap(client.GET('/api/connector/objects/{object}', { params: { path: { object } } })),
  });

export const listRecords = (object: string, query: ListQuery) =>
  unwrap(client.GET(records, { params: { path: { object }, query: listParameters(query) } }));

/** The accounts to choose from in a filter: the first hundred by name. */
export const accountsQuery = queryOptions({
  queryKey: ['crm.Account', 'names'],
  staleTime: 60_000,
  queryFn: () => listRecords('Account', { sort: 'name', order: 'asc', pageSize: 100 }),
});

/** While a job is under way the page looks often, since somebody waits for it; else for what AWS says meanwhile. */
const pace = (deal: Deal | undefined) => (deal?.pairing.state === 'waiting' ? 1_500 : 15_000);

export const recordQuery = (object: string, id: string) =>
  queryOptions({
    queryKey: ['crm', 'record', object, id],
    queryFn: () => getRecord(object, id),
    refetchInterval: query => (object === 'Opportunity' ? pace(query.state.data) : false),
  });

export const getRecord = (object: string, id: string) => unwrap(client.GET(record, named(object, id)));

export const createRecord = (object: string, fields: Fields) =>
  unwrap(client.POST(records, { params: { path: { object } }, body: { fields } }));

export const updateRecord = (object: string, id: string, version: string, fields: Fields) =>
  unwrap(client.PUT(record, { ...named(object, id), body: { version, fields } }));

export const preflightQuery = (object: string, id: string, involvement?: string) =>
  queryOptions({
    queryKey: ['crm', 'preflight', object, id, involvement],
    queryFn: () =>
      unwrap(client.GET(`${record}/preflight`, { params: { path: { object, id }, query: { involvement } } })),
  });

export const share = (object: string, id: string, involvement: string, visibility: string) =>
  unwrap(client.POST(`${record}/share`, { ...named(object, id), body: { involvement, visibility } }));

export const syncNow = (object: string, id: string) =>
  unwrap(client.POST(`${record}/sync`, named(object, id)));

export const answerAws = (object: string, id: string) =>
  unwrap(client.POST(`${record}/answer`, named(object, id)));

export const planQuery = (object: string, id: string) =>
  queryOptions({
    queryKey: ['crm', 'plan', object, id],
    queryFn: () => unwrap(client.GET(`${record}/plan`, named(object, id))),
  });

export const listLog = (query: ListQuery) =>
  unwrap(client.GET('/api/connector/log', { params: { query: listParameters(query) } }));

export const logEntryQuery = (id: string) =>
  queryOptions({
    queryKey: ['connector', 'log', id],
    queryFn: () => unwrap(client.GET('/api/connector/log/{id}', { params: { path: { id } } })),
    refetchInterval: query => (query.state.data?.outcome === 'waiting' ? 2_000 : false),
  });

export const retryLog = (id: string, payload?: Fields) =>
  unwrap(
    client.POST('/api/connector/log/{id}/retry', {
      params: { path: { id } },
      body: payload ? { payload } : {},
    }),
  );

export const mappingQuery = queryOptions({
  queryKey: ['connector', 'mapping'],
  staleTime: 60_000,
  queryFn: () => unwrap(client.GET('/api/connector/mapping')),
});

export const statusQuery = queryOptions({
  queryKey: ['connector', 'status'],
  queryFn: () => unwrap(client.GET('/api/connector/status')),
  refetchInterval: 5_000,
});

export const solutionsQuery = queryOptions({
  queryKey: ['crm', 'choices', 'solutions'],
  staleTime: 300_000,
  queryFn: () => unwrap(client.GET('/api/connector/solutions')),
});

export const ownersQuery = queryOptions({
  queryKey: ['crm', 'choices', 'owners'],
  staleTime: 300_000,
  queryFn: () => unwrap(client.GET('/api/connector/owners')),
});

/** Stands for a list that is not asked for. */
export const noChoices = queryOptions({
  queryKey: ['crm', 'choices', 'none'],
  enabled: false,
  queryFn: (): Promise<{ items: { value: string; label: string; description?: string }[] }> =>
    Promise.resolve({ items: [] }),
});
