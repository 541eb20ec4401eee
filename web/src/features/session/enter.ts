import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { homeOf, sessionQuery, type Session } from '../../api/session';
import { isLocale, useLanguage } from '../../i18n';
import { localPath } from './next';

/** What happens once somebody is signed in: their language, and the page that they wanted. */
export function useEnter() {
  const { setLocale } = useLanguage();
  const queries = useQueryClient();
  const router = useRouter();
  return (session: Session, next: string | undefined, how: 'push' | 'replace') => {
    queries.setQueryData(sessionQuery.queryKey, session);
    if (isLocale(session.language)) setLocale(session.language);
    router.history[how](localPath(next) ?? homeOf(session));
  };
}
