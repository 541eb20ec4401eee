import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useFollow } from '../../../components/follow';
import { useI18n } from '../../../i18n';
import type { Invitation } from '../api';

/** What became of an invitation, and where to go on. */
export function Outcome({ invitation }: { invitation: Invitation }) {
  const { t, tx } = useI18n();
  const follow = useFollow();
  const { status, kind, opportunity, engagement, direction, rejectionReason: reason } = invitation;
  const lead = kind === 'LeadInvitation' && direction === 'RECEIVER';
  const place = lead ? 'leads' : 'engagements';
  const href = opportunity ? `/opportunities/${opportunity}` : engagement && `/${place}/${engagement}`;
  const elsewhere = lead ? 'invitations.toLead' : 'invitations.toEngagement';
  switch (status) {
    case 'PENDING':
      return direction === 'SENDER' ? <Alert type="info">{t('invitations.text.waits')}</Alert> : null;
    case 'ACCEPTED':
      return (
        <Alert
          type="success"
          action={
            href && (
              <Button href={href} onFollow={follow}>
                {t(opportunity ? 'invitations.toOpportunity' : elsewhere)}
              </Button>
            )
          }
        >
          {t('invitations.text.accepted')}
        </Alert>
      );
    case 'REJECTED':
      return (
        <Alert type="info" header={t('invitations.text.rejected')}>
          {reason
            ? `${t('invitations.reason')}: ${tx('rejection_reason', reason)}`
            : t('invitations.noReason')}
        </Alert>
      );
    case 'EXPIRED':
      return <Alert type="warning">{t('invitations.text.expired')}</Alert>;
  }
}
