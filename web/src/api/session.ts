import { queryOptions } from '@tanstack/react-query';
import type { Locale } from '../i18n';
import { client } from './central';
import type { components } from './central.d';
import { unwrap } from './client';

const roles = [
  'AllianceLead',
  'AllianceTeam',
  'ACEManager',
  'ACEUser',
  'CloudAdmin',
  'AWSReviewer',
  'Seller',
  'SalesOps',
] as const;
export type Role = (typeof roles)[number];

export type Session = components['schemas']['SessionView'];

export const isRole = (role: string): role is Role => (roles as readonly string[]).includes(role);

const isSignedIn = (session: components['schemas']['CurrentSession']): session is Session =>
  session.user !== undefined;

/** The signed-in user; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Infinity,
  retry: false,
  queryFn: async () => {
    const session = await unwrap(client.GET('/api/session'));
    return isSignedIn(session) ? session : null;
  },
});

/** What sign-in still waits for after the password; undefined when it waits for nothing. */
export const pendingQuery = queryOptions({
  queryKey: ['session', 'pending'],
  retry: false,
  queryFn: async () => (await unwrap(client.GET('/api/session'))).pending ?? null,
});

/** Signs in by the password. Undefined: a second step is waited for. */
export const signIn = async (email: string, password: string) => {
  const session = await unwrap(client.POST('/api/session', { body: { email, password } }));
  return isSignedIn(session) ? session : undefined;
};
/** Asks for a link to set a new password. The answer is the same whether or not somebody has the address. */
export const requestPasswordLink = (email: string) =>
  unwrap(client.POST('/api/password-links/request', { body: { email } }));
export const signOut = () => unwrap(client.DELETE('/api/session'));
export const keepLanguage = (language: Locale) =>
  unwrap(client.PATCH('/api/session', { body: { language } }));

/** Where somebody starts after signing in. */
export function homeOf(session: Session): string {
  if (session.realm === 'connector') return '/crm/deals';
  if (session.role === 'AWSReviewer') return '/desk';
  return session.role === 'CloudAdmin' ? '/account/scorecard' : '/dashboard';
}
