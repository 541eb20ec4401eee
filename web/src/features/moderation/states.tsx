import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useI18n } from '../../i18n';
import type { Case, Update } from './api';

/** The parts of both lists. What waits is shown first. */
export const states = ['waiting', 'decided'] as const;
export const waiting = [{ property: 'state', operator: '=' as const, value: ['waiting'] }];

const indicators: { [status: string]: StatusIndicatorProps.Type } = {
  IN_PROGRESS: 'pending',
  PENDING_CUSTOMER_ACTION: 'pending',
  SUCCEEDED: 'success',
  FAILED: 'error',
  REJECTED: 'error',
  CANCELED: 'stopped',
};

export function CaseStatus({ status }: { status: Case['status'] }) {
  const { t } = useI18n();
  return <StatusIndicator type={indicators[status]}>{t(`verifications.status.${status}`)}</StatusIndicator>;
}

export function UpdateStatus({ status }: { status: Update['status'] }) {
  const { t } = useI18n();
  return <StatusIndicator type={indicators[status]}>{t(`profiles.status.${status}`)}</StatusIndicator>;
}
