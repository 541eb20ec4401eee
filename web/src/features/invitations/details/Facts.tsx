import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { useI18n } from '../../../i18n';
import type { Invitation } from '../api';
import { Deadline, InvitationStatus } from '../states';

/** Who invites whom, since when and until when. */
export function Facts({ invitation }: { invitation: Invitation }) {
  const { t, time, list } = useI18n();
  const or = (text: string | undefined) => text || t('common.empty');
  return (
    <Container header={<Header variant="h2">{t('invitations.overview')}</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: t('invitations.status'), value: <InvitationStatus status={invitation.status} /> },
          { label: t('invitations.expires'), value: <Deadline invitation={invitation} /> },
          { label: t('invitations.invited'), value: time(invitation.invited) },
          { label: t('invitations.sender'), value: invitation.sender },
          { label: t('invitations.receiver'), value: invitation.receiver.name || invitation.receiver.id },
          { label: t('invitations.members'), value: or(list(invitation.members)) },
          { label: t('invitations.message'), value: or(invitation.message) },
        ]}
      />
    </Container>
  );
}
