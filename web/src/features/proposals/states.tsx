import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useI18n } from '../../i18n';
import type { ProposalSummary, Token } from './api';

export const statuses = ['pending', 'executed', 'rejected', 'stale', 'expired'] as const;

const indicators: Record<ProposalSummary['status'], StatusIndicatorProps.Type> = {
  pending: 'pending',
  executed: 'success',
  rejected: 'stopped',
  stale: 'warning',
  expired: 'stopped',
};

export function ProposalStatus({ status }: { status: ProposalSummary['status'] }) {
  const { t } = useI18n();
  return <StatusIndicator type={indicators[status]}>{t(`proposals.status.${status}`)}</StatusIndicator>;
}

export function GoodOrNot({ state }: { state: Token['state'] }) {
  const { t } = useI18n();
  return (
    <StatusIndicator type={state === 'active' ? 'success' : 'stopped'}>
      {t(`assistants.state.${state}`)}
    </StatusIndicator>
  );
}
