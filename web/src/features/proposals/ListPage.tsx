import { getRouteApi } from '@tanstack/react-router';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { listProposals } from './api';
import { ProposalStatus, statuses } from './states';

const route = getRouteApi('/shell/proposals/');

/** What assistants have proposed, newest first; at the beginning, what waits for a decision. */
export function ListPage() {
  const { t, time, number } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <ServerTable
      list="proposals"
      title={t('nav.proposals')}
      info={<InfoLink topic="proposals" about={t('nav.proposals')} />}
      columns={[
        {
          id: 'kind',
          header: t('proposals.kind'),
          cell: p => <FollowLink href={`/proposals/${p.id}`}>{t(`proposals.kind.${p.kind}`)}</FollowLink>,
          width: 210,
          isRowHeader: true,
        },
        {
          id: 'opportunity',
          header: t('proposals.opportunity'),
          cell: p =>
            p.opportunity ? (
              <FollowLink href={`/opportunities/${p.opportunity}`}>{p.opportunity}</FollowLink>
            ) : (
              t('common.empty')
            ),
          width: 150,
        },
        { id: 'title', header: t('proposals.id'), cell: p => p.title || t('common.empty'), width: 260 },
        {
          id: 'status',
          header: t('proposals.status'),
          cell: p => <ProposalStatus status={p.status} />,
          width: 210,
        },
        { id: 'user', header: t('proposals.by'), cell: p => p.user, width: 150 },
        { id: 'assistant', header: t('proposals.assistant'), cell: p => p.assistant, width: 170 },
        {
          id: 'problems',
          header: t('proposals.problems'),
          cell: p => (p.problems > 0 ? number(p.problems) : t('common.empty')),
          width: 110,
        },
        {
          id: 'created',
          header: t('proposals.created'),
          cell: p => time(p.created),
          sort: 'created',
          width: 200,
        },
        { id: 'expires', header: t('proposals.expires'), cell: p => time(p.expires), width: 200 },
        {
          id: 'decider',
          header: t('proposals.decider'),
          cell: p => p.decider || t('common.empty'),
          width: 170,
          hidden: true,
        },
      ]}
      filters={[
        {
          key: 'status',
          label: t('proposals.status'),
          kind: 'choice',
          options: statuses.map(status => [status, t(`proposals.status.${status}`)] as const),
        },
      ]}
      filterPlaceholder={t('proposals.filter')}
      freeText="none"
      standardSort={{ sort: 'created', order: 'desc' }}
      standardFilter={[{ property: 'status', operator: '=', value: ['pending'] }]}
      search={search}
      onSearch={next => void navigate({ search: next })}
      load={listProposals}
      refresh={15_000}
      trackBy={p => p.id}
      nameOf={p => p.id}
      empty={<Nothing title={t('proposals.none')} text={t('proposals.noneText')} />}
    />
  );
}
