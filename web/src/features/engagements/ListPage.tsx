import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { sessionQuery } from '../../api/session';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { NoEngagements } from '../../components/NoEngagements';
import { values } from '../../gen/fields';
import { useI18n } from '../../i18n';
import { listEngagements } from './api';

const route = getRouteApi('/shell/engagements/');

/** What the partner works on with AWS and with other partners. */
export function ListPage() {
  const { t, tx, time, number, list } = useI18n();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  if (session?.role === 'ACEUser') return <NoEngagements title={t('nav.engagements')} />;
  return (
    <ServerTable
      list="engagements"
      title={t('nav.engagements')}
      info={<InfoLink topic="engagements" about={t('nav.engagements')} />}
      columns={[
        {
          id: 'title',
          header: t('invitations.title'),
          cell: e => <FollowLink href={`/engagements/${e.id}`}>{e.title || e.id}</FollowLink>,
          width: 300,
          isRowHeader: true,
        },
        {
          id: 'types',
          header: t('engagements.about'),
          cell: e => list(e.types.map(type => tx('engagement_context_type', type))) || t('common.empty'),
          width: 200,
        },
        { id: 'members', header: t('partners.members'), cell: e => number(e.members), width: 120 },
        {
          id: 'created',
          header: t('engagements.created'),
          cell: e => time(e.created),
          sort: 'created',
          width: 200,
        },
        { id: 'modified', header: t('engagements.modified'), cell: e => time(e.modified), width: 200 },
        { id: 'id', header: t('invitations.id'), cell: e => e.id, width: 200 },
      ]}
      filters={[
        {
          key: 'type',
          label: t('engagements.about'),
          kind: 'choice',
          equalOnly: true,
          options: values.engagement_context_type.map(
            ([value]) => [value, tx('engagement_context_type', value)] as const,
          ),
        },
      ]}
      filterPlaceholder={t('engagements.filter')}
      freeText="none"
      standardSort={{ sort: 'created', order: 'desc' }}
      search={search}
      onSearch={next => void navigate({ search: next })}
      load={listEngagements}
      trackBy={e => e.id}
      nameOf={e => e.title || e.id}
      empty={<Nothing title={t('engagements.none')} text={t('engagements.noneText')} />}
    />
  );
}
