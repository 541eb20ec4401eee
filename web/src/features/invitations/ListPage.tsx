import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { sessionQuery } from '../../api/session';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { NoEngagements } from '../../components/NoEngagements';
import { useI18n } from '../../i18n';
import { listInvitations } from './api';
import { Deadline, directions, InvitationStatus, kinds, sides, statuses } from './states';

const route = getRouteApi('/shell/invitations/');

/** Invitations to work on something together, received at first. */
export function ListPage() {
  const { t, time } = useI18n();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  if (session?.role === 'ACEUser') return <NoEngagements title={t('nav.invitations')} />;
  const sent = search.filter?.some(token => token.property === 'direction' && token.value.includes('SENDER'));
  return (
    <ServerTable
      list="invitations"
      title={t('nav.invitations')}
      info={<InfoLink topic="invitations" about={t('nav.invitations')} />}
      columns={[
        {
          id: 'title',
          header: t('invitations.title'),
          cell: i => <FollowLink href={`/invitations/${i.id}`}>{i.title || i.id}</FollowLink>,
          width: 240,
          isRowHeader: true,
        },
        { id: 'kind', header: t('invitations.kind'), cell: i => t(`invitations.kind.${i.kind}`), width: 130 },
        {
          id: 'status',
          header: t('invitations.status'),
          cell: i => <InvitationStatus status={i.status} />,
          width: 210,
        },
        {
          id: 'expires',
          header: t('invitations.expires'),
          cell: i => <Deadline invitation={i} />,
          width: 340,
        },
        sent
          ? {
              id: 'receiver',
              header: t('invitations.receiver'),
              cell: i => i.receiver.name || i.receiver.id,
              width: 200,
            }
          : { id: 'sender', header: t('invitations.sender'), cell: i => i.sender, width: 200 },
        {
          id: 'invited',
          header: t('invitations.invited'),
          cell: i => time(i.invited),
          sort: 'invited',
          width: 200,
        },
        { id: 'id', header: t('invitations.id'), cell: i => i.id, width: 200, hidden: true },
      ]}
      filters={[
        {
          key: 'direction',
          label: t('invitations.direction'),
          kind: 'choice',
          equalOnly: true,
          options: directions.map(value => [value, t(`invitations.direction.${value}`)] as const),
        },
        {
          key: 'status',
          label: t('invitations.status'),
          kind: 'choice',
          equalOnly: true,
          options: statuses.map(value => [value, t(`invitations.status.${value}`)] as const),
        },
        {
          key: 'kind',
          label: t('invitations.kind'),
          kind: 'choice',
          equalOnly: true,
          options: kinds.map(value => [value, t(`invitations.kind.${value}`)] as const),
        },
        {
          key: 'with',
          label: t('invitations.with'),
          kind: 'choice',
          equalOnly: true,
          options: sides.map(value => [value, t(`invitations.with.${value}`)] as const),
        },
        { key: 'expires', label: t('invitations.expires'), kind: 'day' },
      ]}
      filterPlaceholder={t('invitations.filter')}
      freeText="none"
      standardSort={{ sort: 'invited', order: 'desc' }}
      standardFilter={[{ property: 'direction', operator: '=', value: ['RECEIVER'] }]}
      search={search}
      onSearch={next => void navigate({ search: next })}
      load={listInvitations}
      refresh={30_000}
      trackBy={i => i.id}
      nameOf={i => i.title || i.id}
      empty={<Nothing title={t('invitations.none')} text={t('invitations.noneText')} />}
    />
  );
}
