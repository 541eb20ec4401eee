import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { violationText } from '../../components/form/violations';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { quotasQuery, setRate, type QuotaRate } from './api';
import { whole } from './Quotas';

/** Gives an operation a rate of its own, for all accounts. */
export function RateModal({ rate, onClose }: { rate: QuotaRate; onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [second, setSecond] = useState(String(rate.perSecond));
  const [day, setDay] = useState(String(rate.perDay));
  const { operation } = rate;
  const save = useMutation({
    mutationFn: () => setRate(operation, whole(second), whole(day)),
    onSuccess: next => {
      queries.setQueryData(quotasQuery.queryKey, next);
      flash.success(t('simulation.quotas.set', { operation }));
      onClose();
    },
  });
  const violations = save.error instanceof ApiError ? save.error.violations : [];
  const refusal = (member: string) =>
    violations
      .filter(one => one.location === member)
      .map(one => violationText(one, i18n))
      .join(' ') || undefined;
  return (
    <Question
      title={t('simulation.quotas.title', { operation })}
      action={t('action.save')}
      busy={save.isPending}
      onAction={() => save.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        {save.isError && violations.length === 0 && (
          <Alert type="error">{problemText(save.error, i18n)}</Alert>
        )}
        <FormField label={t('simulation.quotas.second')} errorText={refusal('perSecond')}>
          <Input type="number" inputMode="numeric" value={second} onChange={e => setSecond(e.detail.value)} />
        </FormField>
        <FormField
          label={t('simulation.quotas.day')}
          constraintText={t('simulation.quotas.day.help')}
          errorText={refusal('perDay')}
        >
          <Input type="number" inputMode="numeric" value={day} onChange={e => setDay(e.detail.value)} />
        </FormField>
      </SpaceBetween>
    </Question>
  );
}
