import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { useI18n } from '../../i18n';
import type { Channel, Person } from './api';
import { ChannelState, Stand } from './states';

interface Props {
  channel: Channel;
  actions?: ReactNode;
  /** What somebody may do about his own invitation. */
  answers?: (person: Person) => ReactNode;
}

/** A channel with all that is known of it: for its partner, and for the desk. */
export function ChannelPanel({ channel, actions, answers }: Props) {
  const { t, time } = useI18n();
  const or = (text: string | undefined) => text || t('common.empty');
  const facts = [
    { label: t('channels.state'), value: <ChannelState state={channel.state} /> },
    {
      label: t('channels.link'),
      value: channel.link ? (
        <Link external href={channel.link} externalIconAriaLabel={t('channels.newTab')}>
          {t('channels.openSlack')}
        </Link>
      ) : (
        t('channels.noLink')
      ),
    },
    { label: t('channels.askedBy'), value: `${channel.askedBy} (${time(channel.asked)})` },
    {
      label: t('channels.decidedBy'),
      value: channel.decidedBy ? `${channel.decidedBy} (${time(channel.decided)})` : t('common.empty'),
    },
    { label: t('channels.name'), value: channel.name },
    { label: t('channels.purpose'), value: or(channel.purpose) },
  ];
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" actions={actions}>
            {t('channels.channel')}
          </Header>
        }
      >
        <SpaceBetween size="m">
          {channel.state === 'declined' && (
            <Alert type="warning" header={t('channels.declinedBecause')}>
              {channel.reason}
            </Alert>
          )}
          <KeyValuePairs columns={2} items={facts} />
        </SpaceBetween>
      </Container>
      <Table
        variant="container"
        items={channel.people}
        trackBy="id"
        header={
          <Header variant="h2" counter={`(${channel.people.length})`}>
            {t('channels.people')}
          </Header>
        }
        ariaLabels={{ tableLabel: t('channels.people') }}
        columnDefinitions={[
          {
            id: 'name',
            header: t('channels.person'),
            cell: one => (one.me ? t('channels.me', { name: one.name }) : one.name),
            isRowHeader: true,
          },
          { id: 'email', header: t('session.email'), cell: one => one.email },
          { id: 'state', header: t('channels.invitation'), cell: one => <Stand state={one.state} /> },
          { id: 'since', header: t('channels.since'), cell: one => time(one.since) },
          ...(answers
            ? [
                {
                  id: 'answers',
                  header: t('channels.answer'),
                  cell: (one: Person) =>
                    answers(one) || <Box color="text-status-inactive">{t('common.empty')}</Box>,
                },
              ]
            : []),
        ]}
      />
    </SpaceBetween>
  );
}
