import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { violationText } from '../../components/form/violations';
import { useI18n } from '../../i18n';
import { quotasQuery, setQuotas } from './api';
import { Rates } from './Rates';

const modes = ['on', 'off', ''] as const;

/** The rates at which accounts may call: whether they hold, which share of AWS's, and those of single operations. */
export function Quotas() {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const { data: quotas } = useSuspenseQuery(quotasQuery);
  const [mode, setMode] = useState<string>();
  const [percent, setPercent] = useState<string>();
  const save = useMutation({
    mutationFn: () =>
      setQuotas({
        mode: mode as (typeof modes)[number] | undefined,
        percent: percent === undefined ? undefined : whole(percent),
      }),
    onSuccess: next => {
      queries.setQueryData(quotasQuery.queryKey, next);
      setMode(undefined);
      setPercent(undefined);
      flash.success(t('simulation.quotas.saved'));
    },
  });
  const violations = save.error instanceof ApiError ? save.error.violations : [];
  const atPercent = violations.filter(one => one.location === 'percent');

  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description={t('simulation.quotas.text')}
            actions={
              <Button
                disabled={mode === undefined && percent === undefined}
                disabledReason={t('reason.unchanged')}
                loading={save.isPending}
                onClick={() => save.mutate()}
              >
                {t('action.save')}
              </Button>
            }
          >
            {t('simulation.quotas')}
          </Header>
        }
      >
        <SpaceBetween size="l">
          {save.isError && atPercent.length === 0 && (
            <Alert type="error">{problemText(save.error, i18n)}</Alert>
          )}
          <StatusIndicator type={quotas.on ? 'success' : 'stopped'}>
            {t(quotas.on ? 'simulation.quotas.state.on' : 'simulation.quotas.state.off')}
          </StatusIndicator>
          <FormField label={t('simulation.quotas.mode')}>
            <RadioGroup
              value={mode ?? quotas.mode ?? ''}
              items={modes.map(value => ({ value, label: t(`simulation.quotas.${value || 'default'}`) }))}
              onChange={e => setMode(e.detail.value)}
            />
          </FormField>
          <FormField
            label={t('simulation.quotas.percent')}
            constraintText={t('simulation.quotas.percent.help')}
            errorText={atPercent.map(one => violationText(one, i18n)).join(' ')}
          >
            <Input
              type="number"
              inputMode="numeric"
              value={percent ?? String(quotas.percent)}
              onChange={e => setPercent(e.detail.value)}
            />
          </FormField>
        </SpaceBetween>
      </Container>
      <Rates rates={quotas.rates} />
    </SpaceBetween>
  );
}

/** A text as a whole number; what is none is a number that the server refuses, with the rule. */
export const whole = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text) : -1);
