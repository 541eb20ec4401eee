import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters, type ListQuery } from '../../api/list';

type Schemas = components['schemas'];

export type Case = Schemas['SupportCase'];
export type Message = Schemas['SupportMessage'];
export type Uploaded = Schemas['SupportFile'];
export type Facts = Schemas['SupportFacts'];
export type Step = 'reply' | 'resolve' | 'reopen';

const one = (id: string) => ({ params: { path: { id } } });

export const factsQuery = queryOptions({
  queryKey: ['support', 'facts'],
  staleTime: Infinity,
  queryFn: () => unwrap(client.GET('/api/central/support/facts')),
});

export const listCases = (query: ListQuery) =>
  unwrap(client.GET('/api/central/support/cases', { params: { query: listParameters(query) } }));

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ['support', 'case', id],
    queryFn: () => unwrap(client.GET('/api/central/support/cases/{id}', one(id))),
  });

export const open = (body: Schemas['SupportOpening']) =>
  unwrap(client.POST('/api/central/support/cases', { body }));

export const say = (id: string, body: Schemas['SupportWord']) =>
  unwrap(client.POST('/api/central/support/cases/{id}/messages', { ...one(id), body }));

const begin = (name: string, size: number) =>
  unwrap(client.POST('/api/central/support/files', { body: { name, size } }));

const sendPiece = (id: string, start: number, data: string) =>
  unwrap(client.PUT('/api/central/support/files/{id}', { ...one(id), body: { start, data } }));

export const fileHref = ({ id }: Uploaded) => `/api/central/support/files/${encodeURIComponent(id)}`;

function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 0x8000) {
    parts.push(String.fromCharCode(...bytes.subarray(i, i + 0x8000)));
  }
  return btoa(parts.join(''));
}

/** Files that are at the server already, so that a message that was refused does not bring them again. */
const brought = new WeakMap<File, string>();

/** Sends a file piece by piece; the server says after each how far it is. */
export async function upload(file: File, piece: number): Promise<string> {
  const there = brought.get(file);
  if (there) return there;
  let now = await begin(file.name, file.size);
  while (now.received < file.size) {
    const bytes = new Uint8Array(await file.slice(now.received, now.received + piece).arrayBuffer());
    now = await sendPiece(now.id, now.received, base64(bytes));
  }
  brought.set(file, now.id);
  return now.id;
}
