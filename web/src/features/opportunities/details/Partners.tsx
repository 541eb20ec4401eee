import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Record } from '../../../api/central';
import { ApiError } from '../../../api/client';
import { sessionQuery } from '../../../api/session';
import { problemText } from '../../../app/flash';
import { FollowLink } from '../../../components/FollowLink';
import { OwnOnly } from '../../../components/NoEngagements';
import { useI18n } from '../../../i18n';
import { collaborationQuery, type Collaboration } from '../../invitations/api';
import { Deadline, InvitationStatus } from '../../invitations/states';
import { ShareModal } from '../ShareModal';
import { Snapshot } from './Snapshot';

/** Who works on the deal together: members, invitations, and what the other partners publish of theirs. */
export function Partners({ record }: { record: Record }) {
  const i18n = useI18n();
  const shared = useQuery(collaborationQuery(record.id));
  const [sharing, setSharing] = useState(false);
  if (shared.error instanceof ApiError && shared.error.code === 'forbidden') return <OwnOnly />;
  if (shared.isError) return <Alert type="error">{problemText(shared.error, i18n)}</Alert>;
  if (!shared.data) return <Spinner />;
  return (
    <SpaceBetween size="l">
      <Members collaboration={shared.data} onShare={() => setSharing(true)} />
      <Sent collaboration={shared.data} />
      {shared.data.snapshots.map(one => (
        <Snapshot key={one.partner.id + one.at} snapshot={one} />
      ))}
      {sharing && <ShareModal id={record.id} collaboration={shared.data} onClose={() => setSharing(false)} />}
    </SpaceBetween>
  );
}

function Members({ collaboration, onShare }: { collaboration: Collaboration; onShare: () => void }) {
  const { t, tx, time, label } = useI18n();
  const { members, engagement, snapshots } = collaboration;
  const { data: session } = useSuspenseQuery(sessionQuery);
  /** A member's own stage: one's own, or what the member publishes. */
  const stageOf = (member: string) =>
    tx(
      'stage',
      member === session?.account.id
        ? collaboration.stage
        : (snapshots.find(one => one.partner.id === member)?.view.Lifecycle?.Stage ?? undefined),
    );
  return (
    <Table
      variant="container"
      items={members}
      trackBy="id"
      header={
        <Header
          variant="h2"
          counter={`(${members.length})`}
          description={
            engagement && (
              <FollowLink href={`/engagements/${engagement}`}>
                {t('partners.engagement', { id: engagement })}
              </FollowLink>
            )
          }
          actions={<Button onClick={onShare}>{t('partners.share')}</Button>}
        >
          {t('partners.members')}
        </Header>
      }
      ariaLabels={{ tableLabel: t('partners.members') }}
      empty={t('partners.noMembers')}
      columnDefinitions={[
        { id: 'name', header: t('partners.name'), cell: one => one.name || one.id, isRowHeader: true },
        {
          id: 'account',
          header: t('partners.account'),
          cell: one => (one.id === 'aws' ? t('common.empty') : one.id), // AWS itself takes part without one
        },
        { id: 'stage', header: label('stage'), cell: one => stageOf(one.id) || t('common.empty') },
        { id: 'by', header: t('partners.invitedBy'), cell: one => one.invitedBy || t('partners.began') },
        { id: 'joined', header: t('partners.joined'), cell: one => time(one.joined) },
      ]}
    />
  );
}

function Sent({ collaboration }: { collaboration: Collaboration }) {
  const { t, time } = useI18n();
  const { invitations } = collaboration;
  return (
    <Table
      variant="container"
      items={invitations}
      trackBy="id"
      header={
        <Header variant="h2" counter={`(${invitations.length})`}>
          {t('partners.sent')}
        </Header>
      }
      ariaLabels={{ tableLabel: t('partners.sent') }}
      empty={t('partners.noneSent')}
      columnDefinitions={[
        {
          id: 'receiver',
          header: t('invitations.receiver'),
          cell: i => (
            <FollowLink href={`/invitations/${i.id}`}>{i.receiver.name || i.receiver.id}</FollowLink>
          ),
          isRowHeader: true,
        },
        { id: 'status', header: t('invitations.status'), cell: i => <InvitationStatus status={i.status} /> },
        { id: 'invited', header: t('invitations.invited'), cell: i => time(i.invited) },
        { id: 'expires', header: t('invitations.expires'), cell: i => <Deadline invitation={i} /> },
      ]}
    />
  );
}
