import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters, type ListQuery } from '../../api/list';

type Schemas = components['schemas'];
export type Connections = Schemas['Connections'];
export type Connection = Schemas['Connection'];
export type ConnectionRequest = Schemas['ConnectionRequest'];
export type Listing = Schemas['Listing'];
export type Recommended = Schemas['Recommended'];

const one = (id: string) => ({ params: { path: { id } } });

export const connectionsQuery = queryOptions({
  queryKey: ['connections'],
  queryFn: () => unwrap(client.GET('/api/central/connections')),
});

export const findPartners = (query: ListQuery) =>
  unwrap(client.GET('/api/central/partners', { params: { query: listParameters(query) } }));

export const recommendationsQuery = queryOptions({
  queryKey: ['recommendations'],
  queryFn: () => unwrap(client.GET('/api/central/recommendations')),
});

export const connect = (profile: string, message: string) =>
  unwrap(client.POST('/api/central/connection-requests', { body: { profile, message } }));

export const answer = (id: string, word: 'accept' | 'reject' | 'cancel', reason: string) =>
  unwrap(
    client.POST('/api/central/connection-requests/{id}', { ...one(id), body: { answer: word, reason } }),
  );

export const end = (id: string, reason: string) =>
  unwrap(client.POST('/api/central/connections/{id}/end', { ...one(id), body: { reason } }));

export const prefer = (access: string, excluded: string[], revision: number) =>
  unwrap(client.PUT('/api/central/connection-preferences', { body: { access, excluded, revision } }));
