import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { useI18n } from '../../i18n';
import { clockQuery, shiftClock, type Shift } from './api';
import { aheadText, minuteOf } from './clock';
import { MoveTo } from './MoveTo';

const calendars = ['JP', 'US', 'none'] as const;

/** How time stands, and what moves it. It goes forward only. */
export function ClockPanel() {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const { data: clock } = useSuspenseQuery(clockQuery);
  const [calendar, setCalendar] = useState<string>(locale === 'ja' ? 'JP' : 'US');
  const shift = useMutation({
    mutationFn: (how: Shift) => shiftClock(how),
    onSuccess: async next => {
      queries.setQueryData(clockQuery.queryKey, next);
      flash.success(t('simulation.clock.moved', { time: minuteOf(next.now, locale) }));
      await queries.invalidateQueries(); // everything may have gone on meanwhile
    },
  });
  const refused = shift.error instanceof ApiError && shift.error.violations.some(v => v.location === 'to');
  const step = (text: string, how: Shift) => (
    <Button
      disabled={!clock.movable || shift.isPending}
      disabledReason={clock.movable ? undefined : t('simulation.clock.fixed')}
      onClick={() => shift.mutate(how)}
    >
      {text}
    </Button>
  );

  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t('simulation.clock.text')}
          actions={
            clock.frozen
              ? step(t('simulation.clock.resume'), { resume: true })
              : step(t('simulation.clock.freeze'), { freeze: true })
          }
        >
          {t('simulation.clock')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {!clock.movable && <Alert type="info">{t('simulation.clock.fixed')}</Alert>}
        {shift.isError && !refused && <Alert type="error">{problemText(shift.error, i18n)}</Alert>}
        <KeyValuePairs
          columns={3}
          items={[
            { label: t('simulation.clock.now'), value: minuteOf(clock.now, locale) },
            {
              label: t('simulation.clock.state'),
              value: clock.frozen ? (
                <StatusIndicator type="stopped">{t('simulation.clock.frozen')}</StatusIndicator>
              ) : (
                <StatusIndicator type="success">{t('simulation.clock.running')}</StatusIndicator>
              ),
            },
            { label: t('simulation.clock.ahead'), value: aheadText(clock.aheadSeconds, locale) },
          ]}
        />
        <FormField
          label={t('simulation.clock.calendar')}
          description={t('simulation.clock.calendar.help')}
          stretch
        >
          <SegmentedControl
            label={t('simulation.clock.calendar')}
            selectedId={calendar}
            options={calendars.map(id => ({ id, text: t(`simulation.clock.calendar.${id}`) }))}
            onChange={e => setCalendar(e.detail.selectedId)}
          />
        </FormField>
        <FormField label={t('simulation.clock.by')} stretch>
          <SpaceBetween direction="horizontal" size="xs">
            {step(t('simulation.clock.hour'), { by: '1 hour' })}
            {step(t('simulation.clock.day'), { by: '1 day' })}
            {step(t('simulation.clock.week'), { by: '7 days' })}
            {step(t('simulation.clock.businessDay'), { by: '1 business day', calendar })}
            {step(t('simulation.clock.nextDay'), { nextBusinessDay: true, calendar })}
          </SpaceBetween>
        </FormField>
        <MoveTo
          now={clock.now}
          disabled={!clock.movable}
          busy={shift.isPending}
          error={refused ? problemText(shift.error, i18n) : undefined}
          onMove={to => shift.mutate({ to })}
        />
      </SpaceBetween>
    </Container>
  );
}
