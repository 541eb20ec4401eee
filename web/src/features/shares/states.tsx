import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useI18n } from '../../i18n';

export const statuses = ['PENDING', 'ACCEPTED', 'REJECTED', 'EXPIRED'] as const;
export const kinds = ['OpportunityInvitation', 'LeadInvitation'] as const;
export type Kind = (typeof kinds)[number];

const indicators: { [status: string]: StatusIndicatorProps.Type } = {
  PENDING: 'pending',
  ACCEPTED: 'success',
  REJECTED: 'error',
  EXPIRED: 'stopped',
};

export function AnswerStatus({ status }: { status: string }) {
  const { tx } = useI18n();
  return (
    <StatusIndicator type={indicators[status] ?? 'info'}>
      {tx('partner_acceptance_status', status)}
    </StatusIndicator>
  );
}
