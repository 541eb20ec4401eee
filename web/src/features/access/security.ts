import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';

type Schemas = components['schemas'];
export type FactorStart = Schemas['FactorStart'];
export type SessionEntry = Schemas['SessionEntry'];

export const securityQuery = queryOptions({
  queryKey: ['security'],
  queryFn: () => unwrap(client.GET('/api/session/security')),
});

export type LinkedIdentity = Schemas['LinkedIdentity'];

export const unlinkIdentity = (id: string) =>
  unwrap(client.DELETE('/api/session/identities/{id}', { params: { path: { id } } }));

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: () => unwrap(client.GET('/api/sessions')),
});

export const endSession = (id: string) =>
  unwrap(client.DELETE('/api/sessions/{id}', { params: { path: { id } } }));

export const endOthers = () => unwrap(client.DELETE('/api/session/others'));

export const changePassword = (current: string, next: string) =>
  unwrap(client.POST('/api/session/password', { body: { current, next } }));

export const giveCode = (code: string) => unwrap(client.POST('/api/session/code', { body: { code } }));

export const startFactor = (password: string) =>
  unwrap(client.POST('/api/session/factor', { body: { password } }));

export const confirmFactor = (code: string) =>
  unwrap(client.POST('/api/session/factor/confirm', { body: { code } }));

export const removeFactor = (code: string) =>
  unwrap(client.POST('/api/session/factor/remove', { body: { code } }));

export const renewCodes = (code: string) =>
  unwrap(client.POST('/api/session/factor/codes', { body: { code } }));
