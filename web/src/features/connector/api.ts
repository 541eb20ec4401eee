import { queryOptions } from '@tanstack/react-query';
import { api, at } from '../../api/client';
import { listParameters, type ListQuery, type Page } from '../../api/list';
import type {
  ConnectorStatus,
  CrmObject,
  Deal,
  Fields,
  Finding,
  LogEntry,
  LogRow,
  MappedPair,
  Pairing,
  Plan,
  RecordRow,
} from './types';

const base = '/api/connector';

export const objectQuery = (object: string) =>
  queryOptions({
    queryKey: ['crm', 'object', object],
    staleTime: 300_000,
    queryFn: () => api.get<CrmObject>(at`/api/connector/objects/${object}`),
  });

export const listRecords = (object: string, query: ListQuery) =>
  api.get<Page<RecordRow>>(at`/api/connector/objects/${object}/records`, listParameters(query));

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

export const getRecord = (object: string, id: string) =>
  api.get<Deal>(at`/api/connector/objects/${object}/records/${id}`);

export const createRecord = (object: string, fields: Fields) =>
  api.post<{ id: string; version: string }>(at`/api/connector/objects/${object}/records`, { fields });

export const updateRecord = (object: string, id: string, version: string, fields: Fields) =>
  api.put<{ id: string; version: string }>(at`/api/connector/objects/${object}/records/${id}`, {
    version,
    fields,
  });

export const preflightQuery = (object: string, id: string, involvement?: string) =>
  queryOptions({
    queryKey: ['crm', 'preflight', object, id, involvement],
    queryFn: () =>
      api.get<{ violations: Finding[] }>(at`/api/connector/objects/${object}/records/${id}/preflight`, {
        involvement,
      }),
  });

export const share = (object: string, id: string, involvement: string, visibility: string) =>
  api.post<Pairing>(at`/api/connector/objects/${object}/records/${id}/share`, { involvement, visibility });

export const syncNow = (object: string, id: string) =>
  api.post<Pairing>(at`/api/connector/objects/${object}/records/${id}/sync`);

export const planQuery = (object: string, id: string) =>
  queryOptions({
    queryKey: ['crm', 'plan', object, id],
    queryFn: () => api.get<Plan>(at`/api/connector/objects/${object}/records/${id}/plan`),
  });

export const listLog = (query: ListQuery) => api.get<Page<LogRow>>(`${base}/log`, listParameters(query));

export const logEntryQuery = (id: string) =>
  queryOptions({
    queryKey: ['connector', 'log', id],
    queryFn: () => api.get<LogEntry>(at`/api/connector/log/${id}`),
    refetchInterval: query => (query.state.data?.outcome === 'waiting' ? 2_000 : false),
  });

export const retryLog = (id: string, payload?: Fields) =>
  api.post<{ id: string }>(at`/api/connector/log/${id}/retry`, payload ? { payload } : {});

export const mappingQuery = queryOptions({
  queryKey: ['connector', 'mapping'],
  staleTime: 60_000,
  queryFn: () => api.get<{ pairs: MappedPair[] }>(`${base}/mapping`),
});

export const statusQuery = queryOptions({
  queryKey: ['connector', 'status'],
  queryFn: () => api.get<ConnectorStatus>(`${base}/status`),
  refetchInterval: 5_000,
});
