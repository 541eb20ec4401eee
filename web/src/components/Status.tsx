import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useI18n } from '../i18n';

const reviews: Record<string, StatusIndicatorProps.Type> = {
  'Pending Submission': 'stopped',
  Submitted: 'pending',
  'In review': 'in-progress',
  Approved: 'success',
  Rejected: 'error',
  'Action Required': 'warning',
};

export function ReviewStatus({ status }: { status: string | undefined }) {
  const { t, tx } = useI18n();
  if (!status) return t('common.empty');
  return <StatusIndicator type={reviews[status] ?? 'info'}>{tx('review_status', status)}</StatusIndicator>;
}
