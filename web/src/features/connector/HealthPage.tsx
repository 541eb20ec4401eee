import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useSuspenseQuery } from '@tanstack/react-query';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { statusQuery } from './api';
import { listHref, logListHref } from './places';
import { PairingStatus } from './states';
import { pairingStates, type ConnectorStatus, type Gauge } from './types';
import { share } from './quota';

/** How the connector fares: the way to AWS, what is left of the quotas, what waits, and where every record stands. */
export function HealthPage() {
  const { t, time } = useI18n();
  const { data: status } = useSuspenseQuery(statusQuery);
  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink topic="health" about={t('nav.health')} />}>
          {t('nav.health')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {status.remote.pausedUntil && (
          <Alert type="warning">{t('health.paused', { time: time(status.remote.pausedUntil) })}</Alert>
        )}
        {!status.remote.reachable && (
          <Alert type="error" header={t('health.down')}>
            {status.remote.lastError || t('health.downText')}
          </Alert>
        )}
        <Records status={status} />
        <Quotas status={status} />
        <ColumnLayout columns={2}>
          <Remote status={status} />
          <Traffic status={status} />
        </ColumnLayout>
      </SpaceBetween>
    </ContentLayout>
  );
}

function Records({ status }: { status: ConnectorStatus }) {
  const { t, number } = useI18n();
  return (
    <Container header={<Header variant="h2">{t('health.records')}</Header>}>
      <ColumnLayout columns={3} variant="text-grid" minColumnWidth={140}>
        {pairingStates.map(state => (
          <div key={state}>
            <PairingStatus pairing={{ state, parked: 0, problems: 0 }} />
            <Box fontSize="display-l" fontWeight="bold">
              <FollowLink
                fontSize="inherit"
                href={listHref('Opportunity', [{ property: 'pairing', operator: '=', value: [state] }])}
                ariaLabel={t('attention.show', {
                  what: t(`pairing.state.${state}`),
                  count: status.records[state] ?? 0,
                })}
              >
                {number(status.records[state] ?? 0)}
              </FollowLink>
            </Box>
          </div>
        ))}
      </ColumnLayout>
    </Container>
  );
}

function Quotas({ status }: { status: ConnectorStatus }) {
  const { t } = useI18n();
  return (
    <Container
      header={
        <Header variant="h2" description={t('health.quotas.text')}>
          {t('health.quotas')}
        </Header>
      }
    >
      <ColumnLayout columns={2} variant="text-grid">
        {status.quotas.map(quota => (
          <SpaceBetween size="m" key={quota.name}>
            <QuotaBar name={t(`health.quota.${quota.name}.day`)} gauge={quota.day} daily />
            <QuotaBar name={t(`health.quota.${quota.name}.second`)} gauge={quota.second} />
          </SpaceBetween>
        ))}
      </ColumnLayout>
    </Container>
  );
}

function QuotaBar({ name, gauge, daily }: { name: string; gauge: Gauge; daily?: boolean }) {
  const { t, time } = useI18n();
  const { used, limit, freesAt } = gauge;
  const left = Math.max(limit - used, 0);
  const full = left === 0 && daily;
  return (
    <ProgressBar
      label={name}
      description={t('health.used', { used, limit, left })}
      additionalInfo={freesAt && daily ? t('health.freesAt', { time: time(freesAt) }) : undefined}
      value={share(used, limit)}
      status={full ? 'error' : 'in-progress'}
      resultText={full ? t('health.full') : undefined}
    />
  );
}

function Remote({ status }: { status: ConnectorStatus }) {
  const { t, time } = useI18n();
  const { remote } = status;
  const or = (text: string | undefined) => text || t('common.empty');
  return (
    <Container fitHeight header={<Header variant="h2">{t('health.remote')}</Header>}>
      <KeyValuePairs
        columns={2}
        items={[
          {
            label: t('health.reachable'),
            value: (
              <StatusIndicator type={remote.reachable ? 'success' : 'error'}>
                {t(remote.reachable ? 'health.reachable.yes' : 'health.reachable.no')}
              </StatusIndicator>
            ),
          },
          { label: t('health.lastContact'), value: or(time(remote.lastContact)) },
          { label: t('health.url'), value: remote.url },
          { label: t('health.catalog'), value: remote.catalog },
          { label: t('health.account'), value: remote.account },
          { label: t('health.lastError'), value: or(remote.lastError) },
        ]}
      />
    </Container>
  );
}

function Traffic({ status }: { status: ConnectorStatus }) {
  const { t, time, number } = useI18n();
  const { queue, events, poll } = status;
  const or = (text: string | undefined) => text || t('common.empty');
  const waiting = logListHref([{ property: 'outcome', operator: '=', value: ['waiting'] }]);
  const inward = logListHref([{ property: 'direction', operator: '=', value: ['toCrm'] }]);
  return (
    <Container fitHeight header={<Header variant="h2">{t('health.traffic')}</Header>}>
      <KeyValuePairs
        columns={2}
        items={[
          {
            label: t('health.queue.human'),
            value: <FollowLink href={waiting}>{number(queue.human)}</FollowLink>,
          },
          {
            label: t('health.queue.event'),
            value: <FollowLink href={waiting}>{number(queue.event)}</FollowLink>,
          },
          {
            label: t('health.queue.backfill'),
            value: <FollowLink href={waiting}>{number(queue.backfill)}</FollowLink>,
          },
          {
            label: t('health.events'),
            value: <FollowLink href={inward}>{number(events.received)}</FollowLink>,
          },
          { label: t('health.lastEvent'), value: or(time(events.lastReceived)) },
          { label: t('health.lastPoll'), value: or(time(poll.last)) },
          { label: t('health.nextPoll'), value: or(time(poll.next)) },
        ]}
      />
    </Container>
  );
}
