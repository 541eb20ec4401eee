import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { problemText, useFlash } from '../../app/flash';
import { Question } from '../../components/Question';
import { values } from '../../gen/fields';
import { useI18n } from '../../i18n';
import { rejectLead, type LeadRecord } from './api';

/** Declines a lead. AWS asks for no reason of a lead, and takes one. */
export function RejectModal({ record, onClose }: { record: LeadRecord; onClose: () => void }) {
  const i18n = useI18n();
  const { t, tx } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const router = useRouter();
  const [reason, setReason] = useState('');
  const answer = useMutation({
    mutationFn: () => rejectLead(record.id, reason),
    onSuccess: async () => {
      flash.success(t('leads.rejected', { name: record.company }));
      await router.navigate({ to: '/leads' });
      await queries.invalidateQueries({ queryKey: ['leads'], refetchType: 'none' });
    },
  });
  const options = [
    { value: '', label: t('form.none') },
    ...values.rejection_reason.map(([value]) => ({
      value: value as string,
      label: tx('rejection_reason', value),
    })),
  ];
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
        {answer.isError && <Alert type="error">{problemText(answer.error, i18n)}</Alert>}
        <FormField label={t('common.optional', { label: t('invitations.reason') })}>
          <Select
            options={options}
            selectedOption={options.find(option => option.value === reason) ?? null}
            onChange={e => setReason(e.detail.selectedOption.value ?? '')}
          />
        </FormField>
      </SpaceBetween>
    </Question>
  );
}
