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

/** What sign-in still waits for after the password, and who else can vouch for people; both only where there is such a thing. */
export const entranceQuery = queryOptions({
  queryKey: ['session', 'entrance'],
  retry: false,
  queryFn: async () => {
    const { pending, provider } = await unwrap(client.GET('/api/session'));
    return { pending, provider };
  },
});

/** Signs in by the password. Undefined: a second step is waited for. */
export const signIn = async (email: string, password: string) => {
  const session = await unwrap(client.POST('/api/session', { body: { email, password } }));
  return isSignedIn(session) ? session : undefined;
};

/** Goes to the provider to sign in there. It sends the browser back to /login/return. */
export const leaveForProvider = async (next: string | undefined) => {
  const { address } = await unwrap(client.POST('/api/session/provider', { body: { next } }));
  window.location.assign(address);
};

/** Signs in by what the provider has sent the browser back with. Without a session a second step is waited for. */
export const returnFromProvider = async (sent: components['schemas']['ProviderReturnInBody']) => {
  const answer = await unwrap(client.POST('/api/session/provider/return', { body: sent }));
  return { session: isSignedIn(answer) ? answer : undefined, next: answer.next };
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
