import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import type { Token } from '../../api/list';
import type { Locale } from '../../i18n';

type Schemas = components['schemas'];

export type Run = Schemas['BulkRun'];
export type Row = Schemas['BulkRow'];
export type Column = Schemas['BulkColumn'];
export type Problem = Schemas['BulkProblem'];
export type Plan = Schemas['BulkPlan'];
export type ActionKind = 'accept' | 'assign' | 'transfer';

/** What an action is done to: records by their ids, or all of a list with its filter. */
export interface Selection {
  ids: string[];
  filter?: Token[];
}

const run = (id: string) => ({ params: { path: { id } } });

export const factsQuery = queryOptions({
  queryKey: ['bulk', 'facts'],
  staleTime: Infinity,
  queryFn: () => unwrap(client.GET('/api/central/bulk/facts')),
});

export const listRuns = (cursor?: string) =>
  unwrap(client.GET('/api/central/bulk/runs', { params: { query: { cursor } } }));

/** Whether the server is still at work on a run by itself. */
export const busy = ({ state }: Run) => state === 'reading' || state === 'running';

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['bulk', 'run', id],
    queryFn: () => unwrap(client.GET('/api/central/bulk/runs/{id}', run(id))),
    refetchInterval: query => (query.state.data && busy(query.state.data) ? 1_000 : false),
  });

export const listRows = (id: string, states: string, cursor?: string) =>
  unwrap(
    client.GET('/api/central/bulk/runs/{id}/rows', { params: { path: { id }, query: { states, cursor } } }),
  );

export const begin = (body: Schemas['BulkBegin']) => unwrap(client.POST('/api/central/bulk/runs', { body }));

export const sendPiece = (id: string, start: number, data: string) =>
  unwrap(client.PUT('/api/central/bulk/runs/{id}/file', { ...run(id), body: { start, data } }));

export const mend = (id: string, row: Row, cells: { [column: string]: string }) =>
  unwrap(
    client.PUT('/api/central/bulk/runs/{id}/rows/{number}', {
      params: { path: { id, number: String(row.number) } },
      body: { version: row.version, cells },
    }),
  );

export const start = (id: string) => unwrap(client.POST('/api/central/bulk/runs/{id}/start', run(id)));

const filterText = (filter: Token[] | undefined) =>
  filter?.length ? JSON.stringify({ tokens: filter }) : undefined;

export const planQuery = (kind: ActionKind, { ids, filter }: Selection) =>
  queryOptions({
    queryKey: ['bulk', 'plan', kind, ids, filter],
    staleTime: 0,
    queryFn: () =>
      unwrap(client.POST('/api/central/bulk/plan', { body: { kind, ids, filter: filterText(filter) } })),
  });

export const act = (kind: ActionKind, { ids, filter }: Selection, target: string, token: string) =>
  unwrap(
    client.POST('/api/central/bulk/actions', {
      body: { kind, ids, filter: filterText(filter), target, token },
    }),
  );

function address(path: string, query: { [name: string]: string | undefined }): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) search.set(name, value);
  return `/api/central/bulk/${path}?${search.toString()}`;
}

export const templateAt = (language: Locale) => address('template', { language });

export interface View {
  filter?: Token[];
  sort?: string;
  order?: string;
}

/** Where a table of a view is downloaded: an export, or the file that changes are made in. */
export const tableAt = (
  what: 'export' | 'prepared',
  format: 'csv' | 'xlsx',
  language: Locale,
  { filter, sort, order }: View,
  ids: string[],
) => address(what, { format, language, sort, order, filter: filterText(filter), ids: ids.join(',') });

export const errorsAt = (id: string, format: 'csv' | 'xlsx', language: Locale) =>
  address(`runs/${encodeURIComponent(id)}/errors`, { format, language });

export const logAt = (id: string, of: 'done' | 'failed', language: Locale) =>
  address(`runs/${encodeURIComponent(id)}/log`, { of, language });
