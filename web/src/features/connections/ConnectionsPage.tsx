import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFollow } from '../../components/follow';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { connectionsQuery, type Connections, type ConnectionRequest } from './api';
import { ReasonModal, type Step } from './ReasonModal';

const indicators: Record<ConnectionRequest['status'], StatusIndicatorProps.Type> = {
  PENDING: 'pending',
  ACCEPTED: 'success',
  REJECTED: 'stopped',
  CANCELED: 'stopped',
  EXPIRED: 'stopped',
};

/** Partners with whom opportunities may be shared, and who asks to be one. */
export function ConnectionsPage() {
  const { t } = useI18n();
  const { data } = useSuspenseQuery({ ...connectionsQuery, refetchInterval: 30_000 });
  const follow = useFollow();
  const [step, setStep] = useState<Step>();
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink topic="connections" about={t('nav.connections')} />}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button href="/account/profile" onFollow={follow}>
                {t('connections.preferences')}
              </Button>
              <Button variant="primary" href="/partners" onFollow={follow}>
                {t('connections.find')}
              </Button>
            </SpaceBetween>
          }
        >
          {t('nav.connections')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Connected data={data} onStep={setStep} />
        <Requests data={data} onStep={setStep} />
      </SpaceBetween>
      {step && <ReasonModal step={step} onClose={() => setStep(undefined)} />}
    </ContentLayout>
  );
}

interface Props {
  data: Connections;
  onStep: (step: Step) => void;
}

function Connected({ data, onStep }: Props) {
  const { t, time } = useI18n();
  const items = [...data.active, ...data.ended];
  return (
    <Table
      variant="container"
      items={items}
      trackBy="id"
      header={
        <Header variant="h2" counter={`(${items.length})`}>
          {t('connections.partners')}
        </Header>
      }
      ariaLabels={{ tableLabel: t('connections.partners') }}
      empty={t('connections.none')}
      columnDefinitions={[
        { id: 'name', header: t('partners.name'), cell: c => c.partner.name, isRowHeader: true },
        { id: 'account', header: t('partners.account'), cell: c => c.partner.id },
        {
          id: 'status',
          header: t('invitations.status'),
          cell: c => (
            <StatusIndicator type={c.status === 'ACTIVE' ? 'success' : 'stopped'}>
              {t(`connections.${c.status}`)}
            </StatusIndicator>
          ),
        },
        { id: 'since', header: t('connections.since'), cell: c => time(c.since) },
        { id: 'ended', header: t('connections.ended'), cell: c => time(c.ended) || t('common.empty') },
        {
          id: 'actions',
          header: t('common.actions'),
          cell: c =>
            c.status === 'ACTIVE' && (
              <Button
                variant="inline-link"
                ariaLabel={`${t('connections.end')} ${c.partner.name}`}
                onClick={() => onStep({ what: 'end', id: c.id, name: c.partner.name })}
              >
                {t('connections.end')}
              </Button>
            ),
        },
      ]}
    />
  );
}

function Requests({ data, onStep }: Props) {
  const { t, time } = useI18n();
  const nameOf = (r: ConnectionRequest) => r.name || r.profile;
  return (
    <Table
      variant="container"
      wrapLines
      items={data.requests}
      trackBy="id"
      header={
        <Header variant="h2" counter={`(${data.requests.length})`}>
          {t('connections.requests')}
        </Header>
      }
      ariaLabels={{ tableLabel: t('connections.requests') }}
      empty={t('connections.noRequests')}
      columnDefinitions={[
        { id: 'name', header: t('partners.name'), cell: nameOf, isRowHeader: true, width: 180 },
        {
          id: 'direction',
          header: t('invitations.direction'),
          cell: r => t(`invitations.direction.${r.direction}`),
          width: 90,
        },
        {
          id: 'status',
          header: t('invitations.status'),
          cell: r => (
            <StatusIndicator type={indicators[r.status]}>
              {t(`connections.status.${r.status}`)}
            </StatusIndicator>
          ),
          width: 165,
        },
        { id: 'message', header: t('invitations.message'), cell: r => r.message, width: 220 },
        { id: 'inviter', header: t('connections.inviter'), cell: r => r.inviter, width: 130 },
        { id: 'expires', header: t('invitations.expires'), cell: r => time(r.expires), width: 150 },
        {
          id: 'actions',
          header: t('common.actions'),
          cell: r =>
            r.status === 'PENDING' && (
              <SpaceBetween direction="horizontal" size="xs">
                {(r.direction === 'RECEIVER' ? (['accept', 'reject'] as const) : (['cancel'] as const)).map(
                  what => (
                    <Button
                      key={what}
                      variant="inline-link"
                      ariaLabel={`${t(`connections.${what}`)} ${nameOf(r)}`}
                      onClick={() => onStep({ what, id: r.id, name: nameOf(r) })}
                    >
                      {t(`connections.${what}`)}
                    </Button>
                  ),
                )}
              </SpaceBetween>
            ),
        },
      ]}
    />
  );
}
