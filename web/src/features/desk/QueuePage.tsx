import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { deskFactsQuery, deskPartnersQuery, deskWaiting, take, type Waiting } from '../../api/central';
import { useFlash } from '../../app/flash';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import type { Filter } from '../../components/list/filters';
import { Nothing, ServerTable, type Column } from '../../components/list/ServerTable';
import { ReviewStatus } from '../../components/Status';
import { useI18n } from '../../i18n';
import { choices } from '../opportunities/columns';
import { Due } from './Due';

const route = getRouteApi('/shell/desk/');

/** What waits for a reviewer, the longest first, with who has taken it and what it is to be asked. */
export function QueuePage() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const flash = useFlash();
  const queries = useQueryClient();
  const me = useQuery(deskFactsQuery).data?.reviewers.find(one => one.me)?.id;
  const taking = useMutation({
    mutationFn: async ({ items, on }: { items: Waiting[]; on: boolean }) => {
      for (const { id } of items) await take(id, on ? me : undefined);
    },
    onSuccess: (_, { items, on }) => {
      const id = items.map(one => one.id).join(', ');
      flash.success(on ? t('desk.taken', { id }) : t('desk.released', { id }));
    },
    onError: flash.failure,
    onSettled: () => queries.invalidateQueries({ queryKey: ['desk'] }),
  });
  return (
    <ServerTable
      list="desk"
      title={t('nav.queue')}
      description={t('desk.queue.text')}
      info={<InfoLink topic="desk" about={t('nav.queue')} />}
      columns={useColumns()}
      filters={useFilters()}
      filterPlaceholder={t('desk.queue.filter')}
      freeText="none"
      standardSort={{ sort: 'since', order: 'asc' }}
      search={search}
      onSearch={next => void navigate({ search: next })}
      load={deskWaiting}
      refresh={15_000}
      trackBy={item => item.id}
      nameOf={item => `${item.id} ${item.company}`}
      selectable="multi"
      actions={(items, clear) => {
        const go = (on: boolean) => {
          taking.mutate({ items, on });
          clear();
        };
        return (
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              disabled={!items.some(one => one.reviewer)}
              disabledReason={t('reason.assigned')}
              loading={taking.isPending && !taking.variables.on}
              onClick={() => go(false)}
            >
              {t('desk.release')}
            </Button>
            <Button
              disabled={items.length === 0 || !me}
              disabledReason={items.length === 0 ? t('reason.some') : undefined}
              loading={taking.isPending && taking.variables.on}
              onClick={() => go(true)}
            >
              {t('desk.take')}
            </Button>
          </SpaceBetween>
        );
      }}
      empty={<Nothing title={t('desk.none')} text={t('desk.noneText')} />}
    />
  );
}

function useColumns(): Column<Waiting>[] {
  const { t, tx, label, date, time, money, number } = useI18n();
  const or = (text: string | undefined) => text || t('common.empty');
  return [
    {
      id: 'id',
      header: t('opportunities.id'),
      cell: item => <FollowLink href={`/desk/${item.id}`}>{item.id}</FollowLink>,
      width: 125,
      isRowHeader: true,
    },
    { id: 'due', header: t('desk.due'), cell: item => <Due due={item.due} left={item.left} />, width: 350 },
    {
      id: 'company',
      header: t('opportunities.company'),
      cell: item => item.company,
      sort: 'company',
      width: 220,
    },
    { id: 'title', header: label('project_title'), cell: item => or(item.title), width: 240 },
    {
      id: 'hints',
      header: t('desk.hints'),
      cell: item => (item.hints > 0 ? <Badge color="grey">{number(item.hints)}</Badge> : number(0)),
      sort: 'hints',
      width: 110,
    },
    { id: 'partner', header: t('desk.partner'), cell: item => or(item.partner?.name), width: 210 },
    {
      id: 'reviewer',
      header: t('desk.reviewer'),
      cell: item => or(item.reviewer?.name),
      width: 160,
    },
    {
      id: 'status',
      header: label('review_status'),
      cell: item => <ReviewStatus status={item.reviewStatus} />,
      width: 170,
    },
    {
      id: 'since',
      header: t('desk.submitted'),
      cell: item => time(item.submittedDate),
      sort: 'since',
      width: 190,
    },
    { id: 'country', header: label('country'), cell: item => tx('country', item.country), width: 140 },
    { id: 'industry', header: t('desk.industry'), cell: item => tx('industry', item.industry), width: 190 },
    {
      id: 'revenue',
      header: t('opportunities.revenue'),
      cell: item => or(money(item.revenue?.amount, item.revenue?.currency)),
      width: 150,
      hidden: true,
    },
    {
      id: 'closeDate',
      header: label('target_close_date'),
      cell: item => or(date(item.targetCloseDate)),
      width: 160,
      hidden: true,
    },
    { id: 'stage', header: label('stage'), cell: item => tx('stage', item.stage), width: 160, hidden: true },
  ];
}

function useFilters(): Filter[] {
  const i18n = useI18n();
  const { t, tx, label, pick } = i18n;
  const partners = useQuery(deskPartnersQuery).data?.items ?? [];
  const facts = useQuery(deskFactsQuery).data;
  const choice = (key: string, text: string, options: Filter['options']): Filter => ({
    key,
    label: text,
    kind: 'choice',
    equalOnly: true,
    options,
  });
  return [
    choice('reviewer', t('desk.reviewer'), [
      ['me', t('desk.reviewer.me')],
      ['nobody', t('desk.nobody')],
      ...(facts?.reviewers ?? []).filter(one => !one.me).map(one => [one.id, one.name] as const),
    ]),
    choice(
      'partner',
      t('desk.partner'),
      partners.map(one => [one.id, one.name] as const),
    ),
    choice(
      'hint',
      t('desk.hint'),
      (facts?.hints ?? []).map(one => [one.id, pick(one.en, one.ja)] as const),
    ),
    choice(
      'reviewStatus',
      label('review_status'),
      ['Submitted', 'In review', 'Action Required'].map(one => [one, tx('review_status', one)] as const),
    ),
    choice('country', label('country'), choices('country', i18n)),
    choice('industry', t('desk.industry'), choices('industry', i18n)),
    choice(
      'days',
      t('desk.days'),
      [1, 3, 5, 10].map(days => [String(days), t('desk.days.least', { days })] as const),
    ),
  ];
}
