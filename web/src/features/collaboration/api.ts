import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters, type ListQuery } from '../../api/list';

type Schemas = components['schemas'];

export type Channel = Schemas['Channel'];
export type Person = Schemas['ChannelPerson'];
export type Tab = Schemas['ChannelTab'];
export type Step = 'approve' | 'decline' | 'open' | 'retry' | 'archive';

const one = (id: string) => ({ params: { path: { id } } });

export const tabQuery = (opportunity: string) =>
  queryOptions({
    queryKey: ['channels', opportunity],
    queryFn: () => unwrap(client.GET('/api/central/opportunities/{id}/channel', one(opportunity))),
    refetchInterval: 15_000,
  });

export const ask = (opportunity: string, people: string[], purpose: string) =>
  unwrap(
    client.POST('/api/central/opportunities/{id}/channel', {
      ...one(opportunity),
      body: { people, purpose },
    }),
  );

export const answer = (id: string, word: string) =>
  unwrap(client.POST('/api/central/channels/{id}/answer', { ...one(id), body: { answer: word } }));

export const optOut = (on: boolean) => unwrap(client.PUT('/api/central/channels/opt-out', { body: { on } }));

export const listChannels = (query: ListQuery) =>
  unwrap(client.GET('/api/central/desk/channels', { params: { query: listParameters(query) } }));

export const channelQuery = (id: string) =>
  queryOptions({
    queryKey: ['desk-channels', 'one', id],
    queryFn: () => unwrap(client.GET('/api/central/desk/channels/{id}', one(id))),
  });

/** Whether the program makes channels in Slack by itself: any page of the list says so. */
export const bySlackQuery = queryOptions({
  queryKey: ['desk-channels', 'facts'],
  staleTime: Infinity,
  queryFn: () => listChannels({ pageSize: 10 }),
  select: page => page.bySlack,
});

export const step = ({ id, version }: Channel, what: Step, given: { link?: string; reason?: string } = {}) =>
  unwrap(
    client.POST('/api/central/desk/channels/{id}/step', {
      ...one(id),
      body: { version, do: what, ...given },
    }),
  );
