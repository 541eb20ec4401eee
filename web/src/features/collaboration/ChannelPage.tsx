import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { channelQuery, step, type Step } from './api';
import { ChannelPanel } from './ChannelPanel';
import { StepModal } from './StepModal';

const route = getRouteApi('/shell/aws/channels/$id');

/** One request for a channel at the AWS desk, and what is to be done about it. */
export function ChannelPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const flash = useFlash();
  const queries = useQueryClient();
  const { data: channel } = useSuspenseQuery({ ...channelQuery(id), refetchInterval: 10_000 });
  const [doing, setDoing] = useState<Exclude<Step, 'retry'>>();
  const retry = useMutation({
    mutationFn: () => step(channel, 'retry'),
    onError: flash.failure,
    onSettled: () => queries.invalidateQueries({ queryKey: ['desk-channels'] }),
  });
  const { state } = channel;
  const waits = state === 'requested' || state === 'approved';
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={
            <SpaceBetween direction="horizontal" size="xs">
              <span>{channel.partner?.name}</span>
              <FollowLink href={`/desk/${channel.opportunity}`}>{channel.opportunity}</FollowLink>
            </SpaceBetween>
          }
          info={<InfoLink topic="channels" about={t('nav.channels')} />}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {waits && <Button onClick={() => setDoing('decline')}>{t('channels.decline')}</Button>}
              {state === 'requested' && (
                <Button variant="primary" onClick={() => setDoing('approve')}>
                  {t('channels.approve')}
                </Button>
              )}
              {state === 'approved' && (
                <Button variant="primary" onClick={() => setDoing('open')}>
                  {t('channels.open')}
                </Button>
              )}
              {state === 'created' && (
                <Button onClick={() => setDoing('archive')}>{t('channels.archive')}</Button>
              )}
            </SpaceBetween>
          }
        >
          {channel.title || channel.opportunity}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {channel.trouble && (
          <Alert
            type="error"
            header={t('channels.trouble')}
            action={
              <Button loading={retry.isPending} onClick={() => retry.mutate()}>
                {t('channels.retry')}
              </Button>
            }
          >
            {t('channels.trouble.text', { code: channel.trouble })}
          </Alert>
        )}
        {state === 'approved' && !channel.trouble && <Alert type="info">{t('channels.approved.text')}</Alert>}
        <ChannelPanel channel={channel} />
      </SpaceBetween>
      {doing && <StepModal channel={channel} what={doing} onClose={() => setDoing(undefined)} />}
    </ContentLayout>
  );
}
