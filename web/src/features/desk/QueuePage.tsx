import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { deskPartnersQuery, deskQueue, type Summary } from '../../api/central';
import { InfoLink } from '../../components/InfoLink';
import type { Column } from '../../components/list/ServerTable';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { summaryColumns, summaryFilters } from '../opportunities/columns';

const route = getRouteApi('/shell/desk/');

/** What waits for a reviewer, the oldest first. */
export function QueuePage() {
  const i18n = useI18n();
  const { t, time } = i18n;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const partners = useQuery(deskPartnersQuery).data?.items ?? [];

  const { id, company, title, status, stage, revenue, closeDate, involvement, modified, country } =
    summaryColumns(i18n, item => `/desk/${item.id}`) as { [column: string]: Column<Summary> };
  const columns = [
    id,
    {
      id: 'partner',
      header: t('desk.partner'),
      cell: (item: Summary) => item.partner?.name ?? t('common.empty'),
      width: 190,
    },
    company,
    title,
    status,
    {
      id: 'submitted',
      header: t('desk.submitted'),
      cell: (item: Summary) => time(item.submittedDate) || t('common.empty'),
      sort: 'submitted',
      width: 190,
    },
    stage,
    involvement && { ...involvement, hidden: false },
    revenue,
    closeDate && { ...closeDate, sort: undefined },
    modified && { ...modified, sort: undefined, hidden: true },
    country,
  ].filter(column => column !== undefined);
  const filters = summaryFilters(i18n, []).filter(filter => filter.key !== 'partnerReference');

  return (
    <ServerTable
      list="desk"
      title={t('nav.queue')}
      info={<InfoLink topic="desk" about={t('nav.queue')} />}
      columns={columns}
      filters={[
        ...filters,
        {
          key: 'partner',
          label: t('desk.partner'),
          kind: 'choice',
          options: partners.map(partner => [partner.id, partner.name] as const),
        },
      ]}
      filterPlaceholder={t('opportunities.filter')}
      standardSort={{ sort: 'submitted', order: 'asc' }}
      standardFilter={[{ property: 'reviewStatus', operator: '=', value: ['Submitted', 'In review'] }]}
      search={search}
      onSearch={next => void navigate({ search: next })}
      load={deskQueue}
      refresh={15_000}
      trackBy={item => item.id}
      nameOf={item => `${item.id} ${item.company}`}
      empty={<Nothing title={t('desk.none')} text={t('desk.noneText')} />}
    />
  );
}
