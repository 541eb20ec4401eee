import { queryOptions } from '@tanstack/react-query';
import { client, type TeamMember } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters, type ListQuery } from '../../api/list';
import type { Doc } from '../../components/form/document';

type Schemas = components['schemas'];

export type SentInvitation = Schemas['SentInvitation'];

export const listSent = (query: ListQuery) =>
  unwrap(client.GET('/api/central/desk/invitations', { params: { query: listParameters(query) } }));

export const sentQuery = (id: string) =>
  queryOptions({
    queryKey: ['sent', id],
    queryFn: () => unwrap(client.GET('/api/central/desk/invitations/{id}', { params: { path: { id } } })),
  });

export const refer = (partner: string, message: string, contacts: TeamMember[], opportunity: Doc) =>
  unwrap(client.POST('/api/central/desk/referrals', { body: { partner, message, contacts, opportunity } }));

export const shareLead = (partner: string, message: string, lead: Doc) =>
  unwrap(client.POST('/api/central/desk/leads', { body: { partner, message, lead } }));
