import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { deskPartnersQuery } from '../../api/central';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { listChannels } from './api';
import { ChannelState, states } from './states';

const route = getRouteApi('/shell/aws/channels/');

/** Requests for channels, and the channels: what waits for a decision first. */
export function ChannelsPage() {
  const { t, time, number } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const partners = useQuery(deskPartnersQuery).data?.items ?? [];
  return (
    <ServerTable
      list="desk-channels"
      title={t('nav.channels')}
      description={t('channels.list.text')}
      info={<InfoLink topic="channels" about={t('nav.channels')} />}
      columns={[
        {
          id: 'opportunity',
          header: t('channels.opportunity'),
          cell: one => <FollowLink href={`/aws/channels/${one.id}`}>{one.opportunity}</FollowLink>,
          width: 130,
          isRowHeader: true,
        },
        { id: 'title', header: t('channels.title'), cell: one => one.title, width: 260 },
        { id: 'partner', header: t('desk.partner'), cell: one => one.partner?.name, width: 220 },
        { id: 'company', header: t('channels.company'), cell: one => one.company, width: 200 },
        {
          id: 'state',
          header: t('channels.state'),
          cell: one => <ChannelState state={one.state} />,
          width: 170,
        },
        { id: 'people', header: t('channels.people'), cell: one => number(one.people.length), width: 110 },
        { id: 'asked', header: t('channels.asked'), cell: one => time(one.asked), sort: 'asked', width: 190 },
        { id: 'askedBy', header: t('channels.askedBy'), cell: one => one.askedBy, width: 160, hidden: true },
        { id: 'name', header: t('channels.name'), cell: one => one.name, width: 170, hidden: true },
      ]}
      filters={[
        {
          key: 'state',
          label: t('channels.state'),
          kind: 'choice',
          equalOnly: true,
          options: states.map(state => [state, t(`channels.state.${state}`)] as const),
        },
        {
          key: 'partner',
          label: t('desk.partner'),
          kind: 'choice',
          equalOnly: true,
          options: partners.map(partner => [partner.id, partner.name] as const),
        },
        { key: 'opportunity', label: t('channels.opportunity'), kind: 'exact' },
      ]}
      filterPlaceholder={t('channels.filter')}
      freeText="none"
      standardSort={{ sort: 'asked', order: 'asc' }}
      standardFilter={[{ property: 'state', operator: '=', value: ['requested', 'approved'] }]}
      search={search}
      onSearch={next => void navigate({ search: next })}
      load={listChannels}
      refresh={15_000}
      trackBy={one => one.id}
      nameOf={one => `${one.opportunity} ${one.company}`}
      empty={<Nothing title={t('channels.none')} text={t('channels.noneText')} />}
    />
  );
}
