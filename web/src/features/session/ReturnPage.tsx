import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useLoaderData, useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { ApiError } from '../../api/client';
import { returnFromProvider } from '../../api/session';
import { TopBar } from '../../app/TopBar';
import { useI18n } from '../../i18n';
import { useEnter } from './enter';
import { isRefusal } from './returned';

/** Takes what the provider says to the server, and goes on: to the page that was wanted, or back to sign-in. */
export function ReturnPage() {
  const { t } = useI18n();
  const router = useRouter();
  const enter = useEnter();
  const sent = useLoaderData({ from: '/login/return' });
  // It is good once, so it is sent once.
  const { data, error } = useQuery({
    queryKey: ['returned'],
    queryFn: () => returnFromProvider(sent),
    staleTime: Infinity,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const title = t('session.returning');
  useEffect(() => {
    document.title = `${title} - ${t('app.name')}`;
  }, [title, t]);
  const go = useEffectEvent(() => {
    if (data?.session) return enter(data.session, data.next, 'replace');
    const code = error instanceof ApiError ? `error.${error.code}` : undefined;
    const refused = isRefusal(code) ? code : 'error.internal';
    const search = data ? { next: data.next } : { refused };
    void router.navigate({ to: '/login', search, replace: true });
  });
  useEffect(() => {
    if (data || error) go();
  }, [data, error]);
  return (
    <>
      <TopBar />
      <main>
        <Box textAlign="center" padding={{ top: 'xxxl' }}>
          <Box variant="h1">{title}</Box>
          <StatusIndicator type="loading">{t('common.loading')}</StatusIndicator>
        </Box>
      </main>
    </>
  );
}
