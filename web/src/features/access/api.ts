import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';

type Schemas = components['schemas'];
export type Scorecard = Schemas['Scorecard'];
export type Colleague = Schemas['Colleague'];
export type Colleagues = Schemas['Colleagues'];
export type ColleagueState = Colleague['state'];
export type Newcomer = Record<'email' | 'firstName' | 'lastName' | 'role' | 'language', string>;
export type PasswordLink = Schemas['PasswordLink'];

const one = (id: string) => ({ params: { path: { id } } });

export const scorecardQuery = queryOptions({
  queryKey: ['scorecard'],
  queryFn: () => unwrap(client.GET('/api/central/scorecard')),
});

export const acceptTerms = (version: string) =>
  unwrap(client.POST('/api/central/scorecard/terms', { body: { version } }));

export interface PeopleSearch {
  text?: string;
  role?: string;
  state?: string;
  page?: number;
}

export const peopleQuery = (search: PeopleSearch) =>
  queryOptions({
    queryKey: ['staff', search],
    placeholderData: keepPreviousData,
    queryFn: () => unwrap(client.GET('/api/central/staff', { params: { query: search } })),
  });

export const invite = (body: Newcomer) => unwrap(client.POST('/api/central/staff', { body }));

export const giveRole = (of: Colleague, role: string) =>
  unwrap(client.PATCH('/api/central/staff/{id}', { ...one(of.id), body: { version: of.version, role } }));

export const setActive = (of: Colleague, active: boolean) =>
  unwrap(client.PATCH('/api/central/staff/{id}', { ...one(of.id), body: { version: of.version, active } }));

export const remind = (id: string) => unwrap(client.POST('/api/central/staff/{id}/invitation', one(id)));

export const sendReset = (id: string) => unwrap(client.POST('/api/central/staff/{id}/reset', one(id)));

export const readPasswordLink = (token: string) =>
  unwrap(client.POST('/api/password-links/look', { body: { token } }));

export const setByLink = (token: string, password: string) =>
  unwrap(client.POST('/api/password-links', { body: { token, password } }));

export const dropFactor = (id: string) => unwrap(client.DELETE('/api/central/staff/{id}/factor', one(id)));
