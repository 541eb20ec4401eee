import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';

type Schemas = components['schemas'];
export type OwnProfile = Schemas['OwnProfile'];
export type ProfileText = Schemas['OwnText'];
export type ProfileTranslation = Schemas['Translation'];
export type ProfileUpdate = Schemas['OwnUpdate'];
export type AllianceContact = Schemas['AllianceContact'];
export type AccountLink = Schemas['AccountLink'];
export type StandardRole = Schemas['StandardRole'];
export type Member = Schemas['MemberRole'];
export type AccountRole = Schemas['AccountRole'];
export type AccountRoles = Schemas['AccountRoles'];
export type Credentials = Schemas['Credentials'];
export type Letter = Schemas['Letter'];
export type Duty = StandardRole['duty'];

const one = (id: string) => ({ params: { path: { id } } });

export const profileQuery = queryOptions({
  queryKey: ['profile'],
  queryFn: () => unwrap(client.GET('/api/central/profile')),
});

export const setVisibility = (visibility: string) =>
  unwrap(client.PUT('/api/central/profile/visibility', { body: { visibility } }));

export const updateProfile = (text: Schemas['NewProfileText']) =>
  unwrap(client.POST('/api/central/profile/updates', { body: text }));

export const withdrawUpdate = (id: string) =>
  unwrap(client.DELETE('/api/central/profile/updates/{id}', one(id)));

export const setContact = (contact: AllianceContact, code: string) =>
  unwrap(client.PUT('/api/central/profile/contact', { body: { ...contact, code } }));

export const sendCode = (email: string) =>
  unwrap(client.POST('/api/central/profile/codes', { body: { email } }));

export const linkQuery = queryOptions({
  queryKey: ['account-link'],
  queryFn: () => unwrap(client.GET('/api/central/account-link')),
});

export const linkAccount = (legalName: string, assign: Duty[]) =>
  unwrap(client.POST('/api/central/account-link', { body: { legalName, assign } }));

export const unlinkAccount = () => unwrap(client.DELETE('/api/central/account-link'));

export const mapGroup = (group: string, role: string) =>
  unwrap(client.PUT('/api/central/account-link/groups/{id}', { ...one(group), body: { role } }));

export const mapUsers = (users: string[], role: string) =>
  unwrap(client.POST('/api/central/account-link/users', { body: { users, role } }));

export const enterRole = () => unwrap(client.POST('/api/central/account-link/credentials'));

export const rolesQuery = queryOptions({
  queryKey: ['iam-roles'],
  queryFn: () => unwrap(client.GET('/api/central/iam-roles')),
});

export type RoleForm = Pick<AccountRole, 'name' | 'trust' | 'managed' | 'sessionSeconds'> & {
  document: string;
};

export const addRole = (role: RoleForm) => unwrap(client.POST('/api/central/iam-roles', { body: role }));

export const setRole = (role: RoleForm) =>
  unwrap(client.PUT('/api/central/iam-roles/{id}', { ...one(role.name), body: role }));

export const dropRole = (name: string) => unwrap(client.DELETE('/api/central/iam-roles/{id}', one(name)));

export const lettersQuery = queryOptions({
  queryKey: ['letters'],
  queryFn: () => unwrap(client.GET('/api/central/letters')),
});
