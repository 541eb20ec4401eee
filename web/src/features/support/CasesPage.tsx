import Button from '@cloudscape-design/components/button';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { deskPartnersQuery } from '../../api/central';
import { sessionQuery } from '../../api/session';
import { useFollow } from '../../components/follow';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { factsQuery, listCases } from './api';
import { CaseState, states } from './states';
import { topicText } from './topics';

const route = getRouteApi('/shell/support/');

/** Support cases: a partner's own, or at the AWS desk those of all partners. */
export function CasesPage() {
  const i18n = useI18n();
  const { t, time } = i18n;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const follow = useFollow();
  const desk = useQuery(sessionQuery).data?.role === 'AWSReviewer';
  const topics = useQuery(factsQuery).data?.topics ?? [];
  const partners = useQuery({ ...deskPartnersQuery, enabled: desk }).data?.items ?? [];
  return (
    <ServerTable
      list="support"
      title={t('nav.support')}
      description={t(desk ? 'support.text.desk' : 'support.text')}
      info={<InfoLink topic="support" about={t('nav.support')} />}
      columns={[
        {
          id: 'subject',
          header: t('support.subject'),
          cell: one => <FollowLink href={`/support/${one.id}`}>{one.subject}</FollowLink>,
          width: 320,
          isRowHeader: true,
        },
        { id: 'id', header: t('support.id'), cell: one => one.id, width: 140 },
        { id: 'state', header: t('support.state'), cell: one => <CaseState state={one.state} />, width: 210 },
        ...(desk
          ? [
              {
                id: 'partner',
                header: t('desk.partner'),
                cell: (one: { partner: { name: string } }) => one.partner.name,
                width: 220,
              },
            ]
          : []),
        { id: 'topic', header: t('support.topic'), cell: one => topicText(one.topic, i18n), width: 260 },
        {
          id: 'opportunity',
          header: t('channels.opportunity'),
          cell: one =>
            one.opportunity ? (
              <FollowLink href={`${desk ? '/desk' : '/opportunities'}/${one.opportunity}`}>
                {one.opportunity}
              </FollowLink>
            ) : (
              t('common.empty')
            ),
          width: 140,
        },
        { id: 'openedBy', header: t('support.openedBy'), cell: one => one.openedBy, width: 160 },
        {
          id: 'changed',
          header: t('support.changed'),
          cell: one => time(one.changed),
          sort: 'changed',
          width: 190,
        },
        {
          id: 'opened',
          header: t('support.opened'),
          cell: one => time(one.opened),
          width: 190,
          hidden: true,
        },
      ]}
      filters={[
        {
          key: 'state',
          label: t('support.state'),
          kind: 'choice',
          equalOnly: true,
          options: states.map(state => [state, t(`support.state.${state}`)] as const),
        },
        {
          key: 'topic',
          label: t('support.topic'),
          kind: 'choice',
          equalOnly: true,
          options: topics.map(({ id }) => [id, topicText(id, i18n)] as const),
        },
        ...(desk
          ? [
              {
                key: 'partner',
                label: t('desk.partner'),
                kind: 'choice' as const,
                equalOnly: true as const,
                options: partners.map(partner => [partner.id, partner.name] as const),
              },
            ]
          : []),
      ]}
      filterPlaceholder={t('support.filter')}
      freeText="none"
      standardSort={{ sort: 'changed', order: 'desc' }}
      standardFilter={
        desk ? [{ property: 'state', operator: '=', value: ['open', 'waiting-aws', 'reopened'] }] : undefined
      }
      search={search}
      onSearch={next => void navigate({ search: next })}
      load={listCases}
      refresh={15_000}
      trackBy={one => one.id}
      nameOf={one => `${one.id} ${one.subject}`}
      actions={
        desk
          ? undefined
          : () => (
              <Button variant="primary" href="/support/new" onFollow={follow}>
                {t('support.new')}
              </Button>
            )
      }
      empty={<Nothing title={t('support.none')} text={t(desk ? 'support.noneDesk' : 'support.noneText')} />}
    />
  );
}
