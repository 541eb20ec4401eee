import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { refusalsOf } from '../../components/form/FormModal';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { answer, connectionsQuery, end } from './api';

export interface Step {
  what: 'accept' | 'reject' | 'cancel' | 'end';
  id: string;
  name: string;
}

/** Asks once more before a request is answered or a connection ends, and why. */
export function ReasonModal({ step, onClose }: { step: Step; onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const { what, id, name } = step;
  const go = useMutation({
    mutationFn: () => (what === 'end' ? end(id, reason) : answer(id, what, reason)),
    onSuccess: async data => {
      queries.setQueryData(connectionsQuery.queryKey, data);
      flash.success(t(`connections.${what}.done`, { name }));
      onClose();
    },
    // Somebody may have been faster: the list behind shows what is true now.
    onError: () => queries.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
  const label = t('invitations.reason');
  const explains = what === 'reject' || what === 'end';
  const { refused, rest } = refusalsOf(go.error, at => explains && at === 'Reason', i18n);
  return (
    <Question
      title={t(`connections.${what}`)}
      action={t(`connections.${what}`)}
      busy={go.isPending}
      onAction={() => go.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t(`connections.${what}.text`, { name })}</span>
        {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
        {explains && (
          <FormField
            label={what === 'end' ? label : t('common.optional', { label })}
            errorText={refused('Reason')}
            stretch
          >
            <Textarea value={reason} onChange={e => setReason(e.detail.value)} rows={3} />
          </FormField>
        )}
      </SpaceBetween>
    </Question>
  );
}
