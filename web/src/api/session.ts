import { queryOptions } from '@tanstack/react-query';
import type { Locale } from '../i18n';
import { api, ApiError } from './client';

export type Role =
  | 'AllianceLead'
  | 'AllianceTeam'
  | 'ACEManager'
  | 'ACEUser'
  | 'CloudAdmin'
  | 'AWSReviewer'
  | 'Seller'
  | 'SalesOps';

export interface Session {
  realm: 'central' | 'connector';
  user: { id: string; name: string; email: string };
  role: Role;
  account: { id: string; name: string };
  language?: Locale | '';
  features: string[];
}

/** The signed-in user; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Infinity,
  retry: false,
  queryFn: async (): Promise<Session | null> => {
    try {
      return await api.get<Session>('/api/session');
    } catch (problem) {
      if (problem instanceof ApiError && problem.status === 401) return null;
      throw problem;
    }
  },
});

export const signIn = (email: string, password: string) =>
  api.post<Session>('/api/session', { email, password });
export const signOut = () => api.remove<void>('/api/session');
export const keepLanguage = (language: Locale) => api.patch<Session>('/api/session', { language });

/** Where somebody starts after signing in. */
export function homeOf(session: Session): string {
  if (session.realm === 'connector') return '/crm/deals';
  return session.role === 'AWSReviewer' ? '/desk' : '/opportunities';
}
