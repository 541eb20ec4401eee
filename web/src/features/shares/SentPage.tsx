import Button from '@cloudscape-design/components/button';
import { useFollow } from '../../components/follow';
import { getRouteApi } from '@tanstack/react-router';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { listSent } from './api';
import { AnswerStatus, kinds, statuses } from './states';

const route = getRouteApi('/shell/aws/referrals/');

/** What AWS has offered to partners, the latest first, with the answer or the time that is left for it. */
export function SentPage() {
  const { t, tx, time } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const follow = useFollow();
  return (
    <ServerTable
      list="sent"
      title={t('nav.shares')}
      description={t('shares.text')}
      info={<InfoLink topic="shares" about={t('nav.shares')} />}
      columns={[
        {
          id: 'title',
          header: t('shares.title'),
          cell: one => <FollowLink href={`/aws/referrals/sent/${one.id}`}>{one.title || one.id}</FollowLink>,
          width: 240,
          isRowHeader: true,
        },
        { id: 'kind', header: t('shares.kind'), cell: one => t(`shares.kind.${one.kind}`), width: 150 },
        {
          id: 'partner',
          header: t('desk.partner'),
          cell: one => one.partner.name || one.partner.id,
          width: 190,
        },
        {
          id: 'status',
          header: t('shares.status'),
          cell: one => <AnswerStatus status={one.status} />,
          width: 140,
        },
        {
          id: 'invited',
          header: t('shares.sent'),
          cell: one => time(one.invited),
          sort: 'invited',
          width: 190,
        },
        {
          id: 'expires',
          header: t('shares.deadline'),
          cell: one => time(one.expires) || t('common.empty'),
          width: 190,
        },
        { id: 'id', header: t('shares.id'), cell: one => one.id, width: 220 },
      ]}
      filters={[
        {
          key: 'status',
          label: t('shares.status'),
          kind: 'choice',
          options: statuses.map(status => [status, tx('partner_acceptance_status', status)] as const),
        },
        {
          key: 'kind',
          label: t('shares.kind'),
          kind: 'choice',
          options: kinds.map(kind => [kind, t(`shares.kind.${kind}`)] as const),
        },
      ]}
      filterPlaceholder={t('shares.filter')}
      freeText="none"
      standardSort={{ sort: 'invited', order: 'desc' }}
      search={search}
      onSearch={next => void navigate({ search: next })}
      load={listSent}
      refresh={15_000}
      trackBy={one => one.id}
      nameOf={one => one.title || one.id}
      actions={() => [
        <Button key="lead" href="/aws/referrals/lead" onFollow={follow}>
          {t('shares.lead')}
        </Button>,
        <Button key="opportunity" variant="primary" href="/aws/referrals/opportunity" onFollow={follow}>
          {t('shares.refer')}
        </Button>,
      ]}
      empty={<Nothing title={t('shares.none')} text={t('shares.noneText')} />}
    />
  );
}
