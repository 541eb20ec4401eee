import { queryOptions } from '@tanstack/react-query';
import createClient from 'openapi-fetch';
import type { components, paths } from './central.d';
import { reach, unwrap } from './client';
import { listParameters, type ListQuery } from './list';

type Schemas = components['schemas'];

export type Person = Schemas['Person'];
export type Summary = Schemas['Summary'];
export type Solution = Schemas['Solution'];
export type Product = Schemas['Product'];
export type Saved = Schemas['Saved'];
export type Change = Schemas['Change'];
export type User = Schemas['User'];
export type Delivery = Schemas['Delivery'];
export type Record = Schemas['Record'];
export type DeskRecord = Schemas['DeskRecord'];
export type Waiting = Schemas['Waiting'];
export type Decision = 'open' | 'approve' | 'ask' | 'reject';
export type TeamMember = { BusinessTitle: string; FirstName: string; LastName: string; Email: string };
/** What a form sends: the document in AWS's own shape, and what travels beside it. */
export type Form = Pick<Schemas['UpdateForm'], 'solutions' | 'products' | 'involvement' | 'visibility'> & {
  document: { [member: string]: unknown };
};
export type Verdict = Required<Pick<Schemas['Decision'], 'version' | 'comment' | 'reason'>> & {
  decision: Decision;
};
export type AwsSide = Required<Omit<Schemas['AwsSide'], 'cosellMotion' | 'insights'>> & {
  team: TeamMember[];
};

export const client = createClient<paths>({ baseUrl: location.origin, fetch: reach });

const record = (id: string) => ({ params: { path: { id } } });

export const listOpportunities = (query: ListQuery) =>
  unwrap(client.GET('/api/central/opportunities', { params: { query: listParameters(query) } }));

export const recordQuery = (id: string) =>
  queryOptions({
    queryKey: ['opportunity', id],
    queryFn: () => unwrap(client.GET('/api/central/opportunities/{id}', record(id))),
  });

export const history = (id: string, cursor?: string) =>
  unwrap(
    client.GET('/api/central/opportunities/{id}/history', { params: { path: { id }, query: { cursor } } }),
  );

export const check = (moment: 'create' | 'update' | 'submit', form: Form, id?: string) =>
  unwrap(client.POST('/api/central/opportunities/check', { body: { moment, id, ...form } }));

export const create = (form: Form, clientToken: string, submit: boolean) =>
  unwrap(client.POST('/api/central/opportunities', { body: { ...form, clientToken, submit } }));

export const update = (id: string, version: string, form: Form, submit: boolean) =>
  unwrap(
    client.PUT('/api/central/opportunities/{id}', { ...record(id), body: { version, ...form, submit } }),
  );

export const submit = (id: string, version: string, involvement: string, visibility: string) =>
  unwrap(
    client.POST('/api/central/opportunities/{id}/submit', {
      ...record(id),
      body: { version, involvement, visibility },
    }),
  );

export const associate = (id: string, type: string, entity: string) =>
  unwrap(
    client.POST('/api/central/opportunities/{id}/associations', { ...record(id), body: { type, entity } }),
  );

export const disassociate = (id: string, type: string, entity: string) =>
  unwrap(
    client.DELETE('/api/central/opportunities/{id}/associations', {
      params: { path: { id }, query: { type, entity } },
    }),
  );

export const assign = (id: string, email: string, as: 'OpportunityOwner' | 'PartnerAccountManager') =>
  unwrap(client.POST('/api/central/opportunities/{id}/assign', { ...record(id), body: { email, as } }));

export const usersQuery = queryOptions({
  queryKey: ['users'],
  staleTime: 60_000,
  queryFn: () => unwrap(client.GET('/api/central/users')),
});

export const solutionsQuery = queryOptions({
  queryKey: ['solutions'],
  staleTime: 60_000,
  queryFn: () => unwrap(client.GET('/api/central/solutions', { params: { query: { status: 'Active' } } })),
});

export const productsQuery = queryOptions({
  queryKey: ['products'],
  staleTime: Infinity,
  queryFn: () => unwrap(client.GET('/api/central/products')),
});

export const listDeliveries = (query: ListQuery) =>
  unwrap(client.GET('/api/central/deliveries', { params: { query: listParameters(query) } }));

export const redrive = (ids: string[]) =>
  unwrap(client.POST('/api/central/deliveries/redrive', { body: { ids } }));

export const purge = (ids: string[]) =>
  unwrap(client.POST('/api/central/deliveries/purge', { body: { ids } }));

export const deskQueue = (query: ListQuery) =>
  unwrap(client.GET('/api/central/desk/opportunities', { params: { query: listParameters(query) } }));

export const deskWaiting = (query: ListQuery) =>
  unwrap(client.GET('/api/central/desk/queue', { params: { query: listParameters(query) } }));

export const deskFactsQuery = queryOptions({
  queryKey: ['desk', 'facts'],
  staleTime: 60_000,
  queryFn: () => unwrap(client.GET('/api/central/desk/facts')),
});

/** Gives what waits to a reviewer, or to nobody. */
export const take = (id: string, reviewer?: string) =>
  unwrap(client.PUT('/api/central/desk/opportunities/{id}/reviewer', { ...record(id), body: { reviewer } }));

export const deskRecordQuery = (id: string) =>
  queryOptions({
    queryKey: ['desk', 'opportunity', id],
    queryFn: () => unwrap(client.GET('/api/central/desk/opportunities/{id}', record(id))),
  });

export const deskHistory = (id: string, cursor?: string) =>
  unwrap(
    client.GET('/api/central/desk/opportunities/{id}/history', {
      params: { path: { id }, query: { cursor } },
    }),
  );

export const deskPartnersQuery = queryOptions({
  queryKey: ['desk', 'partners'],
  staleTime: 60_000,
  queryFn: () => unwrap(client.GET('/api/central/desk/partners')),
});

export const decide = (id: string, verdict: Verdict) =>
  unwrap(client.POST('/api/central/desk/opportunities/{id}/decision', { ...record(id), body: verdict }));

export const saveAwsSide = (id: string, side: AwsSide) =>
  unwrap(client.PUT('/api/central/desk/opportunities/{id}/aws-side', { ...record(id), body: side }));
