import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters, type ListQuery } from '../../api/list';

type Schemas = components['schemas'];

export type Rule = Schemas['EventRule'];
export type Target = Schemas['EventTarget'];
export type Sample = Schemas['EventSample'];
export type Connection = Schemas['EventConnection'];
export type ConnectionForm = Schemas['EventConnectionForm'];
export type Parameter = Schemas['EventParameter'];
export type Destination = Schemas['EventDestination'];
export type DestinationForm = Schemas['EventDestinationForm'];
export type Archive = Schemas['EventArchive'];
export type ArchiveForm = Schemas['EventArchiveForm'];
export type Replay = Schemas['EventReplay'];
export type ReplayForm = Schemas['EventReplayForm'];

const named = (id: string) => ({ params: { path: { id } } });
const query = (of: ListQuery) => ({ params: { query: listParameters(of) } });

export const listRules = (of: ListQuery) => unwrap(client.GET('/api/central/event-rules', query(of)));
export const ruleQuery = (id: string) =>
  queryOptions({
    queryKey: ['event-rules', id],
    queryFn: () => unwrap(client.GET('/api/central/event-rules/{id}', named(id))),
  });
export const createRule = (body: Rule) => unwrap(client.POST('/api/central/event-rules', { body }));
export const updateRule = (id: string, body: Rule) =>
  unwrap(client.PUT('/api/central/event-rules/{id}', { ...named(id), body }));
export const switchRule = (id: string, enabled: boolean) =>
  unwrap(client.POST('/api/central/event-rules/{id}/switch', { ...named(id), body: { enabled } }));
export const deleteRule = (id: string) => unwrap(client.DELETE('/api/central/event-rules/{id}', named(id)));
export const sendSample = (id: string, target: string, type: string) =>
  unwrap(client.POST('/api/central/event-rules/{id}/sample', { ...named(id), body: { target, type } }));
export const testPattern = (pattern: string, event: string) =>
  unwrap(client.POST('/api/central/event-patterns/test', { body: { pattern, event } }));

export const listConnections = (of: ListQuery) =>
  unwrap(client.GET('/api/central/event-connections', query(of)));
export const createConnection = (body: ConnectionForm) =>
  unwrap(client.POST('/api/central/event-connections', { body }));
export const updateConnection = (id: string, body: ConnectionForm) =>
  unwrap(client.PUT('/api/central/event-connections/{id}', { ...named(id), body }));
export const deleteConnection = (id: string) =>
  unwrap(client.DELETE('/api/central/event-connections/{id}', named(id)));

export const listDestinations = (of: ListQuery) =>
  unwrap(client.GET('/api/central/event-destinations', query(of)));
export const createDestination = (body: DestinationForm) =>
  unwrap(client.POST('/api/central/event-destinations', { body }));
export const updateDestination = (id: string, body: DestinationForm) =>
  unwrap(client.PUT('/api/central/event-destinations/{id}', { ...named(id), body }));
export const deleteDestination = (id: string) =>
  unwrap(client.DELETE('/api/central/event-destinations/{id}', named(id)));

export const listArchives = (of: ListQuery) => unwrap(client.GET('/api/central/event-archives', query(of)));
export const createArchive = (body: ArchiveForm) =>
  unwrap(client.POST('/api/central/event-archives', { body }));
export const updateArchive = (id: string, body: ArchiveForm) =>
  unwrap(client.PUT('/api/central/event-archives/{id}', { ...named(id), body }));
export const deleteArchive = (id: string) =>
  unwrap(client.DELETE('/api/central/event-archives/{id}', named(id)));

export const listReplays = (of: ListQuery) => unwrap(client.GET('/api/central/event-replays', query(of)));
export const startReplay = (body: ReplayForm) => unwrap(client.POST('/api/central/event-replays', { body }));
export const cancelReplay = (id: string) =>
  unwrap(client.POST('/api/central/event-replays/{id}/cancel', named(id)));

/** All names of a list, for choosing one. An account has a few thousand at most. */
async function names(load: (of: ListQuery) => Promise<{ items: { name?: string }[]; next?: string }>) {
  const all: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await load({ pageSize: 100, cursor });
    all.push(...page.items.map(one => one.name ?? ''));
    cursor = page.next;
  } while (cursor);
  return all;
}

export const ruleNames = queryOptions({
  queryKey: ['event-rules', 'names'],
  queryFn: () => names(listRules),
});
export const connectionNames = queryOptions({
  queryKey: ['event-connections', 'names'],
  queryFn: () => names(listConnections),
});
export const destinationNames = queryOptions({
  queryKey: ['event-destinations', 'names'],
  queryFn: () => names(listDestinations),
});
