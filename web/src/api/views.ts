import { queryOptions } from '@tanstack/react-query';
import { client } from './central';
import type { components } from './central.d';
import { unwrap } from './client';
import { listParameters, type ListQuery } from './list';

type Schemas = components['schemas'];

export type View = Schemas['View'];
export type Lead = Schemas['LeadSummary'];
export type Draft = Omit<Schemas['SaveView'], 'version'>;
/** The lists that have views. */
export type ListName = 'opportunities' | 'leads';

const one = (list: ListName, id: string) => ({ params: { path: { list, id } } });

export const viewsQuery = (list: ListName) =>
  queryOptions({
    queryKey: ['views', list],
    staleTime: 30_000,
    queryFn: () => unwrap(client.GET('/api/central/views/{list}', { params: { path: { list } } })),
  });

export const createView = (list: ListName, draft: Draft) =>
  unwrap(client.POST('/api/central/views/{list}', { params: { path: { list } }, body: draft }));

export const updateView = (list: ListName, view: View, draft: Draft) =>
  unwrap(
    client.PUT('/api/central/views/{list}/{id}', {
      ...one(list, view.id),
      body: { ...draft, version: view.version },
    }),
  );

export const deleteView = (list: ListName, view: View) =>
  unwrap(
    client.DELETE('/api/central/views/{list}/{id}', {
      params: { path: { list, id: view.id }, query: { version: view.version } },
    }),
  );

export const transferView = (list: ListName, view: View, email: string) =>
  unwrap(
    client.POST('/api/central/views/{list}/{id}/transfer', {
      ...one(list, view.id),
      body: { version: view.version, email },
    }),
  );

export const keepDisplay = (
  list: ListName,
  kept: { default?: string; display?: { [key: string]: unknown } },
) => unwrap(client.PUT('/api/central/views/{list}', { params: { path: { list } }, body: kept }));

export const listLeads = (query: ListQuery) =>
  unwrap(client.GET('/api/central/leads', { params: { query: listParameters(query) } }));

export const flag = (list: ListName, ids: string[], on: boolean) =>
  unwrap(client.POST(`/api/central/${list}/flags`, { body: { ids, on } }));
