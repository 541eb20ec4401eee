import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters, type ListQuery } from '../../api/list';

type Schemas = components['schemas'];

export type ProposalSummary = Schemas['ProposalSummary'];
export type Proposal = Schemas['ProposalView'];
export type Scope = Schemas['Scope'];
export type Token = Schemas['Token'];
export type IssuedToken = Schemas['IssuedToken'];
export type ApprovalKey = Schemas['ApprovalKey'];

const one = (id: string) => ({ params: { path: { id } } });

export const listProposals = (query: ListQuery) =>
  unwrap(client.GET('/api/central/proposals', { params: { query: listParameters(query) } }));

export const proposalQuery = (id: string) =>
  queryOptions({
    queryKey: ['proposals', id],
    queryFn: () => unwrap(client.GET('/api/central/proposals/{id}', one(id))),
  });

export const approve = (id: string, hash: string) =>
  unwrap(client.POST('/api/central/proposals/{id}/approve', { ...one(id), body: { hash } }));

export const reject = (id: string, comment: string) =>
  unwrap(client.POST('/api/central/proposals/{id}/reject', { ...one(id), body: { comment } }));

export const scopesQuery = queryOptions({
  queryKey: ['assistants', 'scopes'],
  staleTime: 60_000,
  queryFn: () => unwrap(client.GET('/api/central/assistant-scopes')),
});

export const tokensQuery = queryOptions({
  queryKey: ['assistants', 'tokens'],
  queryFn: () => unwrap(client.GET('/api/central/assistant-tokens')),
});

export const issueToken = (name: string, scopes: string[], days: number) =>
  unwrap(client.POST('/api/central/assistant-tokens', { body: { name, scopes, days } }));

export const revokeToken = (id: string) =>
  unwrap(client.DELETE('/api/central/assistant-tokens/{id}', one(id)));

export const keysQuery = queryOptions({
  queryKey: ['assistants', 'keys'],
  queryFn: () => unwrap(client.GET('/api/central/approval-keys')),
});

export const addKey = (name: string, publicKey: string) =>
  unwrap(client.POST('/api/central/approval-keys', { body: { name, publicKey } }));

export const revokeKey = (id: string) => unwrap(client.DELETE('/api/central/approval-keys/{id}', one(id)));
