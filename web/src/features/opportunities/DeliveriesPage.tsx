import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { listDeliveries, purge, redrive, type Delivery } from '../../api/central';
import { useFlash } from '../../app/flash';
import { FollowLink } from '../../components/FollowLink';
import { readPath, textOf } from '../../components/form/document';
import { InfoLink } from '../../components/InfoLink';
import { Question } from '../../components/Question';
import { Payload } from '../../components/Payload';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';

const route = getRouteApi('/shell/bus/deliveries');

const states = ['waiting', 'delivered', 'dead'] as const;
const indicators: Record<string, StatusIndicatorProps.Type> = {
  waiting: 'pending',
  delivered: 'success',
  dead: 'error',
};

/** The detail-types that Partner Central publishes. */
const types = [
  'Opportunity Created',
  'Opportunity Updated',
  'Engagement Invitation Created',
  'Engagement Invitation Accepted',
  'Engagement Invitation Rejected',
  'Engagement Invitation Expired',
  'Engagement Member Added',
  'Engagement Resource Snapshot Created',
  'Engagement Created',
  'Engagement Updated',
  'Partner Connection Invitation Received',
  'Partner Connection Invitation Accepted',
  'Partner Connection Invitation Rejected',
  'Partner Connection Invitation Cancelled',
  'Partner Connection Invitation Expired',
  'Partner Connection Cancelled',
];

const opportunityOf = (delivery: Delivery) =>
  textOf(readPath(delivery.payload, 'detail.opportunity.identifier'));

/** Events on their way to the partner's destination, and those that could not be delivered. */
export function DeliveriesPage() {
  const { t, has, time, number } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const flash = useFlash();
  const queries = useQueryClient();
  const stateText = (state: string) => {
    const key = `deliveries.state.${state}`;
    return has(key) ? t(key) : state;
  };
  const again = useMutation({
    mutationFn: (deliveries: Delivery[]) => redrive(deliveries.map(delivery => delivery.id)),
    onSuccess: async ({ redriven }) => {
      await queries.invalidateQueries({ queryKey: ['deliveries'] });
      flash.success(t('deliveries.redriven', { count: redriven }));
    },
    onError: flash.failure,
  });
  // The rows to be deleted, and what unselects them.
  const [purging, setPurging] = useState<{ ids: string[]; clear: () => void }>();
  const remove = useMutation({
    mutationFn: ({ ids }: { ids: string[]; clear: () => void }) => purge(ids),
    onSuccess: async ({ purged }, { clear }) => {
      await queries.invalidateQueries({ queryKey: ['deliveries'] });
      flash.success(t('deliveries.purged', { count: purged }));
      clear();
    },
    onError: flash.failure,
    onSettled: () => setPurging(undefined),
  });
  const table = (
    <ServerTable
      list="deliveries"
      title={t('nav.events')}
      info={<InfoLink topic="deliveries" about={t('nav.events')} />}
      columns={[
        { id: 'event', header: t('deliveries.event'), cell: d => d.type, width: 210, isRowHeader: true },
        {
          id: 'opportunity',
          header: t('deliveries.opportunity'),
          cell: d => {
            const id = opportunityOf(d);
            return id ? <FollowLink href={`/opportunities/${id}`}>{id}</FollowLink> : t('common.empty');
          },
          width: 150,
        },
        { id: 'at', header: t('deliveries.at'), cell: d => time(d.at), width: 200 },
        {
          id: 'state',
          header: t('deliveries.state'),
          cell: d => (
            <StatusIndicator type={indicators[d.state] ?? 'info'}>{stateText(d.state)}</StatusIndicator>
          ),
          width: 170,
        },
        { id: 'destination', header: t('deliveries.destination'), cell: d => d.destination, width: 260 },
        { id: 'attempts', header: t('deliveries.attempts'), cell: d => number(d.attempts), width: 120 },
        {
          id: 'error',
          header: t('deliveries.error'),
          cell: d => d.lastError || t('common.empty'),
          width: 320,
        },
        { id: 'rule', header: t('deliveries.rule'), cell: d => d.rule, width: 160, hidden: true },
        {
          id: 'payload',
          header: t('deliveries.payload'),
          cell: d => (
            <ExpandableSection headerText={d.eventId}>
              <Payload value={d.payload} />
            </ExpandableSection>
          ),
          width: 420,
          hidden: true,
        },
      ]}
      filters={[
        {
          key: 'state',
          label: t('deliveries.state'),
          kind: 'choice',
          options: states.map(state => [state, stateText(state)] as const),
        },
        {
          key: 'type',
          label: t('deliveries.event'),
          kind: 'choice',
          options: types.map(type => [type, type] as const),
        },
      ]}
      filterPlaceholder={t('deliveries.filter')}
      freeText="none"
      standardSort={{ sort: 'at', order: 'desc' }}
      search={search}
      onSearch={next => void navigate({ search: next })}
      load={listDeliveries}
      trackBy={d => d.id}
      nameOf={d => d.eventId}
      selectable="multi"
      actions={(selected, clear) => [
        <Button
          key="purge"
          disabled={!selected.some(d => d.state === 'dead')}
          disabledReason={t('reason.dead')}
          onClick={() => setPurging({ ids: selected.filter(d => d.state === 'dead').map(d => d.id), clear })}
        >
          {t('deliveries.purge')}
        </Button>,
        <Button
          key="redrive"
          disabled={!selected.some(d => d.state === 'dead')}
          disabledReason={t('reason.dead')}
          loading={again.isPending}
          onClick={() =>
            again.mutate(
              selected.filter(d => d.state === 'dead'),
              { onSuccess: clear },
            )
          }
        >
          {t('deliveries.redrive')}
        </Button>,
      ]}
      empty={<Nothing title={t('deliveries.none')} text={t('deliveries.noneText')} />}
    />
  );
  return (
    <>
      {table}
      {purging && (
        <Question
          title={t('deliveries.purge.title')}
          action={t('deliveries.purge')}
          busy={remove.isPending}
          onAction={() => remove.mutate(purging)}
          onClose={() => setPurging(undefined)}
        >
          {t('deliveries.purge.text', { count: purging.ids.length })}
        </Question>
      )}
    </>
  );
}
