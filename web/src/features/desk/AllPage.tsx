import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { deskPartnersQuery, deskQueue, type Summary } from '../../api/central';
import { InfoLink } from '../../components/InfoLink';
import type { Column } from '../../components/list/ServerTable';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { summaryColumns, summaryFilters } from '../opportunities/columns';

const order = [
  'id',
  'partner',
  'company',
  'title',
  'status',
  'submitted',
  'stage',
  'involvement',
  'revenue',
  'closeDate',
  'modified',
  'country',
];

/** The columns of the list. The server sorts it by the time of submission alone. */
function queueColumns(common: { [id: string]: Column<Summary> }, own: Column<Summary>[]): Column<Summary>[] {
  const all = new Map([...Object.values(common), ...own].map(column => [column.id, column]));
  return order.flatMap(id => {
    const column = all.get(id);
    if (!column) return [];
    const hidden = id === 'modified' || id === 'country';
    return [{ ...column, hidden, sort: column.sort === 'submitted' ? column.sort : undefined }];
  });
}

const route = getRouteApi('/shell/desk/all');

/** Everything that partners handed in, decided or not. */
export function AllPage() {
  const i18n = useI18n();
  const { t, time } = i18n;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const partners = useQuery(deskPartnersQuery).data?.items ?? [];
  const columns = queueColumns(
    summaryColumns(i18n, item => `/desk/${item.id}`),
    [
      {
        id: 'partner',
        header: t('desk.partner'),
        cell: item => item.partner?.name ?? t('common.empty'),
        width: 250,
      },
      {
        id: 'submitted',
        header: t('desk.submitted'),
        cell: item => time(item.submittedDate) || t('common.empty'),
        sort: 'submitted',
        width: 190,
      },
    ],
  );
  const filters = summaryFilters(i18n, []).filter(filter => filter.key !== 'partnerReference');

  return (
    <ServerTable
      list="desk-all"
      title={t('nav.deskAll')}
      info={<InfoLink topic="desk" about={t('nav.deskAll')} />}
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
      freeText="^"
      standardSort={{ sort: 'submitted', order: 'desc' }}
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
