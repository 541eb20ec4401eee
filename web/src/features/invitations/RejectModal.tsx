import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { refusalsOf } from '../../components/form/FormModal';
import { Question } from '../../components/Question';
import { values } from '../../gen/fields';
import { useI18n } from '../../i18n';
import { rejectInvitation, type Invitation } from './api';

/** Declines an invitation, with one of AWS's reasons. The server knows which invitations need one. */
export function RejectModal({ invitation, onClose }: { invitation: Invitation; onClose: () => void }) {
  const i18n = useI18n();
  const { t, tx } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const answer = useMutation({
    mutationFn: () => rejectInvitation(invitation.id, reason),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['invitations'] });
      flash.success(t('invitations.rejected'));
      onClose();
    },
  });
  const options = values.rejection_reason.map(([value]) => ({ value, label: tx('rejection_reason', value) }));
  const lead = invitation.kind === 'LeadInvitation';
  const label = t('invitations.reason');
  const { refused, rest } = refusalsOf(answer.error, at => at === 'RejectionReason', i18n);
  return (
    <Question
      title={t('invitations.reject')}
      action={t('invitations.reject')}
      busy={answer.isPending}
      onAction={() => answer.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <Alert type="warning">{t('invitations.reject.text')}</Alert>
        {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
        <FormField
          label={lead ? t('common.optional', { label }) : label}
          errorText={refused('RejectionReason')}
        >
          <Select
            options={options}
            selectedOption={options.find(option => option.value === reason) ?? null}
            onChange={e => setReason(e.detail.selectedOption.value ?? '')}
            placeholder={t('form.choose')}
          />
        </FormField>
      </SpaceBetween>
    </Question>
  );
}
