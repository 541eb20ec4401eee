import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters, type ListQuery } from '../../api/list';

type Schemas = components['schemas'];

export type InvitationSummary = Schemas['InvitationSummary'];
export type Invitation = Schemas['InvitationView'];
export type Collaboration = Schemas['Collaboration'];
export type PartnerSnapshot = Schemas['PartnerSnapshot'];

const one = (id: string) => ({ params: { path: { id } } });

export const listInvitations = (query: ListQuery) =>
  unwrap(client.GET('/api/central/invitations', { params: { query: listParameters(query) } }));

export const invitationQuery = (id: string) =>
  queryOptions({
    queryKey: ['invitations', id],
    queryFn: () => unwrap(client.GET('/api/central/invitations/{id}', one(id))),
  });

export const acceptInvitation = (id: string) =>
  unwrap(client.POST('/api/central/invitations/{id}/accept', one(id)));

export const rejectInvitation = (id: string, reason: string) =>
  unwrap(client.POST('/api/central/invitations/{id}/reject', { ...one(id), body: { reason } }));

export const collaborationQuery = (id: string) =>
  queryOptions({
    queryKey: ['opportunity', id, 'partners'],
    queryFn: () => unwrap(client.GET('/api/central/opportunities/{id}/partners', one(id))),
  });

export const share = (id: string, partners: string[], responsibilities: string[], message: string) =>
  unwrap(
    client.POST('/api/central/opportunities/{id}/partners', {
      ...one(id),
      body: { partners, responsibilities, message },
    }),
  );
