import { getRouteApi } from '@tanstack/react-router';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { listUpdates } from './api';
import { states, UpdateStatus, waiting } from './states';

const route = getRouteApi('/shell/aws/profile-updates/');

/** Updates of partners' profiles: what waits for a decision, the oldest first, and what was decided. */
export function UpdatesPage() {
  const { t, time, number } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <ServerTable
      list="profile-updates"
      title={t('nav.profileUpdates')}
      description={t('profiles.text')}
      info={<InfoLink topic="profileUpdates" about={t('nav.profileUpdates')} />}
      columns={[
        {
          id: 'name',
          header: t('profiles.name'),
          cell: one => <FollowLink href={`/aws/profile-updates/${one.id}`}>{one.name}</FollowLink>,
          width: 240,
          isRowHeader: true,
        },
        { id: 'partner', header: t('desk.partner'), cell: one => one.partner.name, width: 220 },
        {
          id: 'status',
          header: t('profiles.status'),
          cell: one => <UpdateStatus status={one.status} />,
          width: 210,
        },
        { id: 'finds', header: t('profiles.finds'), cell: one => number(one.finds), width: 120 },
        {
          id: 'started',
          header: t('profiles.started'),
          cell: one => time(one.started),
          sort: 'started',
          width: 190,
        },
        {
          id: 'ended',
          header: t('profiles.ended'),
          cell: one => time(one.ended) || t('common.empty'),
          width: 190,
        },
        { id: 'id', header: 'ID', cell: one => one.id, width: 230 },
      ]}
      filters={[
        {
          key: 'state',
          label: t('profiles.state'),
          kind: 'choice',
          equalOnly: true,
          options: states.map(state => [state, t(`profiles.state.${state}`)] as const),
        },
      ]}
      filterPlaceholder={t('profiles.filter')}
      freeText="none"
      standardSort={{ sort: 'started', order: 'asc' }}
      standardFilter={waiting}
      search={search}
      onSearch={next => void navigate({ search: next })}
      load={listUpdates}
      refresh={15_000}
      trackBy={one => one.id}
      nameOf={one => one.name}
      empty={<Nothing title={t('profiles.none')} text={t('profiles.noneText')} />}
    />
  );
}
