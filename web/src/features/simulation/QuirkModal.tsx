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
import { quirksQuery, turnQuirk, type Quirk } from './api';

/** Sets what can be set of a quirk, and turns it on: a quirk that is off keeps no settings. */
export function QuirkModal({ quirk, onClose }: { quirk: Quirk; onClose: () => void }) {
  const i18n = useI18n();
  const { t, pick } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [values, setValues] = useState(() =>
    Object.fromEntries(quirk.parameters.map(one => [one.name, one.value || one.default])),
  );
  const turn = useMutation({
    mutationFn: () => turnQuirk(quirk.id, true, values),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: quirksQuery.queryKey });
      flash.success(t('simulation.quirks.turnedOn', { id: quirk.id }));
      onClose();
    },
  });
  const violations = turn.error instanceof ApiError ? turn.error.violations : [];
  const refusal = (name: string) =>
    violations
      .filter(violation => violation.location === `parameters.${name}`)
      .map(violation => violationText(violation, i18n))
      .join(' ') || undefined;
  return (
    <Question
      title={quirk.id}
      action={t(quirk.on ? 'action.save' : 'simulation.quirks.saveAndOn')}
      busy={turn.isPending}
      onAction={() => turn.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{pick(quirk.what, quirk.whatJa)}</span>
        {turn.isError && violations.length === 0 && (
          <Alert type="error">{problemText(turn.error, i18n)}</Alert>
        )}
        {quirk.parameters.map(one => (
          <FormField
            key={one.name}
            label={one.name}
            constraintText={`${pick(one.rule, one.ruleJa)} (${t('simulation.quirks.default', { value: one.default })})`}
            errorText={refusal(one.name)}
            stretch
          >
            <Input
              value={values[one.name] ?? ''}
              autoComplete={false}
              onChange={e => setValues({ ...values, [one.name]: e.detail.value })}
            />
          </FormField>
        ))}
      </SpaceBetween>
    </Question>
  );
}
