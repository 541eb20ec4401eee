import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { useI18n } from '../../i18n';
import { endOthers, endSession, sessionsQuery } from './security';
import { deviceOf } from './device';

/** Where somebody is signed in, and the way to end it. */
export function SessionsPart() {
  const { t, time, ago } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const { data } = useSuspenseQuery(sessionsQuery);
  const [now] = useState(() => Date.now());
  const after = {
    onError: flash.failure,
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  };
  const ending = useMutation({
    mutationFn: endSession,
    ...after,
    onSuccess: () => flash.success(t('sessions.ended')),
  });
  const rest = useMutation({
    mutationFn: endOthers,
    ...after,
    onSuccess: () => flash.success(t('sessions.othersEnded')),
  });
  return (
    <Table
      variant="container"
      wrapLines
      items={data.items}
      trackBy="id"
      header={
        <Header
          variant="h2"
          counter={`(${data.items.length})`}
          description={t('sessions.text')}
          actions={
            <Button
              disabled={data.items.length < 2}
              disabledReason={t('sessions.alone')}
              loading={rest.isPending}
              onClick={() => rest.mutate()}
            >
              {t('sessions.endOthers')}
            </Button>
          }
        >
          {t('sessions.title')}
        </Header>
      }
      ariaLabels={{ tableLabel: t('sessions.title') }}
      columnDefinitions={[
        {
          id: 'agent',
          header: t('sessions.device'),
          cell: one => deviceOf(one.agent) ?? t('sessions.unknown'),
          isRowHeader: true,
          minWidth: 180,
        },
        {
          id: 'client',
          header: t('sessions.address'),
          cell: one => one.client || t('common.empty'),
          minWidth: 140,
        },
        { id: 'made', header: t('sessions.made'), cell: one => time(one.made), minWidth: 160 },
        { id: 'seen', header: t('sessions.seen'), cell: one => ago(one.seen, now), minWidth: 130 },
        {
          id: 'end',
          header: t('common.actions'),
          cell: one =>
            one.current ? (
              <StatusIndicator type="success">{t('sessions.this')}</StatusIndicator>
            ) : (
              <Button
                variant="inline-link"
                ariaLabel={t('sessions.endOf', { device: deviceOf(one.agent) ?? t('sessions.unknown') })}
                loading={ending.isPending && ending.variables === one.id}
                onClick={() => ending.mutate(one.id)}
              >
                {t('sessions.end')}
              </Button>
            ),
          minWidth: 150,
        },
      ]}
    />
  );
}
