import Badge from '@cloudscape-design/components/badge';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useI18n } from '../../i18n';
import type { InvitationSummary } from './api';

export const statuses = ['PENDING', 'ACCEPTED', 'REJECTED', 'EXPIRED'] as const;
export const kinds = ['OpportunityInvitation', 'LeadInvitation'] as const;
export const sides = ['AWS', 'Partners'] as const;
export const directions = ['RECEIVER', 'SENDER'] as const;

const indicators: Record<InvitationSummary['status'], StatusIndicatorProps.Type> = {
  PENDING: 'pending',
  ACCEPTED: 'success',
  REJECTED: 'stopped',
  EXPIRED: 'stopped',
};

export function InvitationStatus({ status }: { status: InvitationSummary['status'] }) {
  const { t } = useI18n();
  return <StatusIndicator type={indicators[status]}>{t(`invitations.status.${status}`)}</StatusIndicator>;
}

/** Until when an answer is possible, and how long that still is. */
export function Deadline({ invitation }: { invitation: InvitationSummary }) {
  const { t, time } = useI18n();
  const { expires, left, business } = invitation;
  if (!expires) return <>{t('invitations.open')}</>;
  if (left === undefined) return <>{time(expires)}</>;
  const words = t(business ? 'invitations.leftBusiness' : 'invitations.left', { days: left });
  return (
    <>
      {time(expires)} <Badge color={left <= 1 ? 'red' : 'blue'}>{words}</Badge>
    </>
  );
}

/** In the place of a review status, where nothing is reviewed before the partner has answered. */
export function ToAnswer({ left }: { left: number }) {
  const { t } = useI18n();
  return (
    <StatusIndicator type={left <= 1 ? 'warning' : 'pending'}>
      {t('invitations.leftBusiness', { days: left })}
    </StatusIndicator>
  );
}
