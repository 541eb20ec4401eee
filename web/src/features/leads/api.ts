import { queryOptions } from '@tanstack/react-query';
import { client, type Form } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters, type Token } from '../../api/list';
import type { Locale } from '../../i18n';

type Schemas = components['schemas'];

export type LeadRecord = Schemas['LeadView'];
export type LeadChange = Schemas['LeadChange'];
export type WholeLead = Schemas['Lead'];
export const leadStatuses = ['Open', 'Research', 'Qualified', 'Disqualified'] as const;
export type LeadStatus = (typeof leadStatuses)[number];

const one = (id: string) => ({ params: { path: { id } } });

export const leadQuery = (id: string) =>
  queryOptions({
    queryKey: ['leads', 'lead', id],
    queryFn: () => unwrap(client.GET('/api/central/leads/{id}', one(id))),
  });

export const leadHistory = (id: string, cursor?: string) =>
  unwrap(client.GET('/api/central/leads/{id}/history', { params: { path: { id }, query: { cursor } } }));

export const acceptLead = (id: string) => unwrap(client.POST('/api/central/leads/{id}/accept', one(id)));

export const rejectLead = (id: string, reason: string) =>
  unwrap(client.POST('/api/central/leads/{id}/reject', { ...one(id), body: { reason } }));

export const setLeadStatus = (
  id: string,
  change: { version?: string; status: string; reason: string; action: string; contact: string },
) => unwrap(client.POST('/api/central/leads/{id}/status', { ...one(id), body: change }));

export const updateLead = (id: string, version: string | undefined, change: { [member: string]: unknown }) =>
  unwrap(client.PUT('/api/central/leads/{id}', { ...one(id), body: { version, change } }));

export const transferLeads = (ids: string[], email: string) =>
  unwrap(client.POST('/api/central/leads/transfer', { body: { ids, email } }));

/** The opportunity that a lead would become; nothing of it is stored yet. */
export const leadDraftQuery = (id: string) =>
  queryOptions({
    queryKey: ['leads', 'draft', id],
    staleTime: Infinity,
    gcTime: 0,
    queryFn: () => unwrap(client.GET('/api/central/leads/{id}/draft', one(id))),
  });

export const convertLead = (id: string, form: Form, clientToken: string, submit: boolean) =>
  unwrap(
    client.POST('/api/central/leads/{id}/convert', { ...one(id), body: { ...form, clientToken, submit } }),
  );

interface View {
  filter?: Token[];
  sort?: string;
  order?: 'asc' | 'desc';
}

/** Where the leads of a view are downloaded, or those that are named. */
export function leadsFile(format: 'csv' | 'xlsx', language: Locale, view: View, ids: string[]): string {
  const { filter, sort, order } = listParameters({ ...view, pageSize: 10 });
  const search = new URLSearchParams({ format, language });
  for (const [name, value] of Object.entries({ filter, sort, order, ids: ids.join(',') }))
    if (value) search.set(name, value);
  return `/api/central/leads/export?${search.toString()}`;
}
