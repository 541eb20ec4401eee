import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sessionQuery, type Session } from '../../api/session';
import { useFollow } from '../../components/follow';
import { useI18n } from '../../i18n';
import { scorecardQuery } from './api';
import { Asking } from './Asking';

/** Pages of somebody's own account, which work before the terms are accepted. */
const open = ['/account', '/settings', '/audit', '/notifications'];

export const needsTerms = (session: Session, pathname: string) =>
  session.features.includes('needs-terms') && !open.some(path => pathname.startsWith(path));

/** In place of every page of ACE until the terms are accepted: why, and who can do something about it. */
export function TermsNeeded() {
  const { t } = useI18n();
  const follow = useFollow();
  const queries = useQueryClient();
  const { data: card } = useQuery({ ...scorecardQuery, refetchInterval: 15_000 });
  const eligible = card?.eligible === true;
  useEffect(() => {
    if (eligible) void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [eligible, queries]);
  return (
    <ContentLayout header={<Header variant="h1">{t('terms.title')}</Header>}>
      <Alert
        type="info"
        header={t('terms.needed')}
        action={
          card?.terms.mayAccept && (
            <Button variant="primary" href="/account/scorecard" onFollow={follow}>
              {t('terms.goTo')}
            </Button>
          )
        }
      >
        {t('terms.why')} {card && !card.terms.mayAccept && <Asking leads={card.leads} />}
      </Alert>
    </ContentLayout>
  );
}
