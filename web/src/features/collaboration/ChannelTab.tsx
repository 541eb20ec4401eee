import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Toggle from '@cloudscape-design/components/toggle';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { problemText, useFlash } from '../../app/flash';
import { violationText } from '../../components/form/violations';
import { useI18n } from '../../i18n';
import { answer, optOut, tabQuery, type Channel, type Person } from './api';
import { ChannelPanel } from './ChannelPanel';
import { RequestModal } from './RequestModal';

/** The channel in which the partner and AWS talk about an opportunity, and the way to get one. */
export function ChannelTab({ id }: { id: string }) {
  const i18n = useI18n();
  const { t } = i18n;
  const tab = useQuery(tabQuery(id));
  const [asking, setAsking] = useState(false);
  if (tab.isError) return <Alert type="error">{problemText(tab.error, i18n)}</Alert>;
  if (!tab.data) return <Spinner />;
  const [latest, ...past] = tab.data.channels;
  const alive = latest && ['requested', 'approved', 'created'].includes(latest.state);
  const { stops } = tab.data;
  return (
    <SpaceBetween size="l">
      {!alive && (
        <Container
          header={
            <Header
              variant="h2"
              description={t('channels.text')}
              actions={
                <Button
                  disabled={stops.length > 0}
                  disabledReason={t('channels.notYet')}
                  onClick={() => setAsking(true)}
                >
                  {t('channels.ask')}
                </Button>
              }
            >
              {t('channels.tab')}
            </Header>
          }
        >
          {stops.length > 0 ? (
            <Alert type="info" header={t('channels.notYet')}>
              <ul>
                {stops.map(stop => (
                  <li key={stop.rule}>{violationText(stop, i18n)}</li>
                ))}
              </ul>
            </Alert>
          ) : (
            t('channels.ready')
          )}
        </Container>
      )}
      {latest && <Answerable channel={latest} opportunity={id} />}
      {past.length > 0 && (
        <ExpandableSection headerText={t('channels.past', { count: past.length })}>
          <SpaceBetween size="l">
            {past.map(one => (
              <ChannelPanel key={one.id} channel={one} />
            ))}
          </SpaceBetween>
        </ExpandableSection>
      )}
      <OptOut opportunity={id} on={tab.data.optedOut} />
      {asking && (
        <RequestModal opportunity={id} candidates={tab.data.candidates} onClose={() => setAsking(false)} />
      )}
    </SpaceBetween>
  );
}

/** A channel with what the reader may say of his own invitation. */
function Answerable({ channel, opportunity }: { channel: Channel; opportunity: string }) {
  const { t } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const say = useMutation({
    mutationFn: (word: string) => answer(channel.id, word),
    onSuccess: (_, word) => flash.success(t(`channels.answered.${word as 'accept' | 'decline' | 'leave'}`)),
    onError: flash.failure,
    onSettled: () => queries.invalidateQueries({ queryKey: ['channels', opportunity] }),
  });
  const answers = (person: Person) =>
    person.may.length > 0 && (
      <SpaceBetween direction="horizontal" size="xs">
        {person.may.map(word => (
          <Button
            key={word}
            variant="inline-link"
            loading={say.isPending && say.variables === word}
            onClick={() => say.mutate(word)}
          >
            {t(`channels.answer.${word as 'accept' | 'decline' | 'leave'}`)}
          </Button>
        ))}
      </SpaceBetween>
    );
  return <ChannelPanel channel={channel} answers={answers} />;
}

function OptOut({ opportunity, on }: { opportunity: string; on: boolean }) {
  const { t } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const set = useMutation({
    mutationFn: optOut,
    onSuccess: (_, now) => flash.success(t(now ? 'channels.optOut.done' : 'channels.optOut.undone')),
    onError: flash.failure,
    onSettled: () => queries.invalidateQueries({ queryKey: ['channels', opportunity] }),
  });
  return (
    <Container header={<Header variant="h2">{t('channels.mine')}</Header>}>
      <Toggle
        checked={set.isPending ? set.variables : on}
        disabled={set.isPending}
        onChange={e => set.mutate(e.detail.checked)}
        description={t('channels.optOut.text')}
      >
        {t('channels.optOut')}
      </Toggle>
    </Container>
  );
}
