import Button from '@cloudscape-design/components/button';
import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TimeInput from '@cloudscape-design/components/time-input';
import { useState } from 'react';
import { useI18n } from '../../i18n';
import { instantOf } from './clock';

interface Props {
  now: string;
  disabled: boolean;
  busy: boolean;
  error?: string;
  onMove: (to: string) => void;
}

/** Moves the clock to a day and a time of the reader's zone. */
export function MoveTo({ now, disabled, busy, error, onMove }: Props) {
  const { t } = useI18n();
  const [day, setDay] = useState('');
  const [hour, setHour] = useState('09:00');
  const to = instantOf(day, hour);
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        if (to) onMove(to);
      }}
    >
      <FormField
        label={t('simulation.clock.to')}
        description={t('simulation.clock.to.help', {
          zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        })}
        errorText={error}
        stretch
      >
        <SpaceBetween direction="horizontal" size="xs">
          <DatePicker
            value={day}
            disabled={disabled}
            ariaLabel={t('form.date')}
            placeholder={t('form.datePlaceholder')}
            openCalendarAriaLabel={() => t('form.openCalendar')}
            isDateEnabled={date => date.getTime() >= new Date(now).getTime() - 86_400_000}
            onChange={e => setDay(e.detail.value)}
          />
          <TimeInput
            value={hour}
            disabled={disabled}
            format="hh:mm"
            placeholder="hh:mm"
            ariaLabel={t('simulation.clock.time')}
            onChange={e => setHour(e.detail.value)}
          />
          <Button disabled={disabled || !to} loading={busy}>
            {t('simulation.clock.move')}
          </Button>
        </SpaceBetween>
      </FormField>
    </form>
  );
}
