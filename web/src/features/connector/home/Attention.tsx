import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import List from '@cloudscape-design/components/list';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useQueries } from '@tanstack/react-query';
import type { Token } from '../../../api/list';
import { useFollow } from '../../../components/follow';
import { FollowLink } from '../../../components/FollowLink';
import { useI18n, type I18n } from '../../../i18n';
import { listRecords } from '../api';
import { listHref, recordHref } from '../places';
import type { RecordRow } from '../types';
import { reasons, tokensFor, urgent, type Reason, type Urgent } from './attention';

const kinds: Record<Reason, StatusIndicatorProps.Type> = {
  action: 'warning',
  failed: 'error',
  blocked: 'warning',
  parked: 'pending',
};

const listed = 5;

/** What waits for a person: how much of it, and the most urgent deals with what AWS said about them. */
export function Attention({ mine }: { mine: Token[] | undefined }) {
  const { t, number } = useI18n();
  const lists = useQueries({
    queries: reasons.map(reason => ({
      queryKey: ['crm.Opportunity', 'attention', reason, mine],
      refetchInterval: 10_000,
      queryFn: () =>
        listRecords('Opportunity', {
          filter: tokensFor(reason, mine),
          sort: 'modified',
          order: 'desc' as const,
          pageSize: 10,
        }),
    })),
  });
  const found: Partial<Record<Reason, readonly RecordRow[]>> = Object.fromEntries(
    reasons.map((reason, i) => [reason, lists[i]?.data?.items ?? []]),
  );
  const items = urgent(found, listed);
  const all = lists.every(list => list.isSuccess);
  const quiet = all && items.length === 0;

  return (
    <Container
      header={
        <Header variant="h2" description={mine ? t('attention.mine') : t('attention.all')}>
          {t('attention.title')}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ColumnLayout columns={4} variant="text-grid" minColumnWidth={150}>
          {reasons.map((reason, i) => (
            <div key={reason}>
              <StatusIndicator type={kinds[reason]}>{t(`attention.${reason}`)}</StatusIndicator>
              <Box fontSize="display-l" fontWeight="bold">
                <FollowLink
                  href={listHref('Opportunity', tokensFor(reason, mine))}
                  fontSize="inherit"
                  ariaLabel={t('attention.show', {
                    what: t(`attention.${reason}`),
                    count: lists[i]?.data?.total ?? 0,
                  })}
                >
                  {lists[i]?.data ? number(lists[i].data.total ?? lists[i].data.items.length) : '–'}
                </FollowLink>
              </Box>
            </div>
          ))}
        </ColumnLayout>
        {quiet && <StatusIndicator type="success">{t('attention.none')}</StatusIndicator>}
        {items.length > 0 && <UrgentDeals items={items} />}
      </SpaceBetween>
    </Container>
  );
}

function UrgentDeals({ items }: { items: Urgent[] }) {
  const i18n = useI18n();
  const { t } = i18n;
  const follow = useFollow();
  const href = ({ reason, row }: Urgent) => {
    const deal = recordHref('Opportunity', row.id);
    if (reason === 'action') return `${deal}/answer`;
    return reason === 'blocked' ? `${deal}?dialog=share` : deal;
  };
  return (
    <List
      items={items}
      ariaLabel={t('attention.title')}
      disablePaddings
      renderItem={item => ({
        id: item.row.id,
        content: (
          <SpaceBetween direction="horizontal" size="xs">
            <FollowLink href={recordHref('Opportunity', item.row.id)}>{item.row.name}</FollowLink>
            <Box variant="span" color="text-body-secondary">
              {item.row.account?.name}
            </Box>
          </SpaceBetween>
        ),
        secondaryContent: (
          <SpaceBetween size="xxs">
            <StatusIndicator type={kinds[item.reason]}>{t(`attention.${item.reason}.one`)}</StatusIndicator>
            <Box>{said(item, i18n)}</Box>
          </SpaceBetween>
        ),
        actions: (
          <Button
            href={href(item)}
            onFollow={follow}
            ariaLabel={`${t(`attention.${item.reason}.do`)} - ${item.row.name}`}
          >
            {t(`attention.${item.reason}.do`)}
          </Button>
        ),
      })}
    />
  );
}

const said = ({ reason, row }: Urgent, { pick }: I18n) =>
  (reason === 'action'
    ? row.pairing.reviewComments
    : pick(row.pairing.message ?? '', row.pairing.messageJa)) ?? '';
