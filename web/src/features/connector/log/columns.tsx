import type { Filter } from '../../../components/list/filters';
import type { Column } from '../../../components/list/ServerTable';
import { FollowLink } from '../../../components/FollowLink';
import type { I18n } from '../../../i18n';
import { logHref, recordHref } from '../places';
import { OutcomeStatus } from '../states';
import { outcomes, type LogRow } from '../types';

/** What a row of the log can be about: the calls of AWS's interface, and what is written into the CRM. */
const operations = [
  'CreateOpportunity',
  'UpdateOpportunity',
  'AssociateOpportunity',
  'DisassociateOpportunity',
  'AssignOpportunity',
  'StartEngagementFromOpportunityTask',
  'SubmitOpportunity',
  'WriteCrm',
  'Comment',
];

const directions = ['toAws', 'toCrm'] as const;

export function operationText(operation: string, { t, has }: I18n): string {
  const key = `log.operation.${operation}`;
  return has(key) ? t(key) : operation;
}

/** Milliseconds below a second, seconds above. */
export const durationText = (ms: number, { t, number }: I18n): string =>
  ms < 1000 ? t('log.ms', { ms }) : t('log.seconds', { seconds: number(Math.round(ms / 100) / 10) });

export function logColumns(i18n: I18n, linked = true): Column<LogRow>[] {
  const { t, time, number, label, pick } = i18n;
  const or = (text: string | undefined) => text || t('common.empty');
  return [
    {
      id: 'at',
      header: t('log.at'),
      cell: row => (linked ? <FollowLink href={logHref(row.id)}>{time(row.at)}</FollowLink> : time(row.at)),
      sort: 'at',
      width: 180,
      isRowHeader: true,
    },
    {
      id: 'outcome',
      header: t('log.outcome'),
      cell: row => <OutcomeStatus outcome={row.outcome} />,
      width: 130,
    },
    {
      id: 'record',
      header: t('log.record'),
      cell: row =>
        row.recordId ? (
          <FollowLink href={recordHref(row.object, row.recordId)}>
            {row.recordName || row.recordId}
          </FollowLink>
        ) : (
          t('common.empty')
        ),
      width: 240,
    },
    {
      id: 'operation',
      header: t('log.operation'),
      cell: row => operationText(row.operation, i18n),
      width: 200,
    },
    {
      id: 'message',
      header: t('log.message'),
      cell: row => or(pick(row.message ?? '', row.messageJa) || row.code),
      width: 300,
    },
    {
      id: 'direction',
      header: t('log.direction'),
      cell: row => t(`log.direction.${row.direction}`),
      width: 140,
    },
    {
      id: 'opportunity',
      header: label('opportunity_id'),
      cell: row => or(row.opportunityId),
      width: 175,
    },
    { id: 'attempts', header: t('deliveries.attempts'), cell: row => number(row.attempts), width: 110 },
    {
      id: 'duration',
      header: t('log.duration'),
      cell: row => durationText(row.durationMs, i18n),
      width: 110,
    },
  ];
}

export function logFilters(i18n: I18n): Filter[] {
  const { t, label } = i18n;
  return [
    {
      key: 'outcome',
      label: t('log.outcome'),
      kind: 'choice',
      options: outcomes.map(outcome => [outcome, t(`log.outcome.${outcome}`)] as const),
    },
    {
      key: 'direction',
      label: t('log.direction'),
      kind: 'choice',
      options: directions.map(direction => [direction, t(`log.direction.${direction}`)] as const),
    },
    {
      key: 'operation',
      label: t('log.operation'),
      kind: 'choice',
      options: operations.map(operation => [operation, operationText(operation, i18n)] as const),
    },
    { key: 'record', label: t('log.recordId'), kind: 'exact' },
    { key: 'opportunity', label: label('opportunity_id'), kind: 'exact' },
    { key: 'at', label: t('log.at'), kind: 'date' },
  ];
}
