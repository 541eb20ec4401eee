import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { submit, type Record } from '../../api/central';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { readField, textOf } from '../../components/form/document';
import { violationText } from '../../components/form/violations';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';

interface Props {
  record: Record;
  onEdit: () => void;
  onClose: () => void;
}

/** Sends a draft to AWS. What would be refused is said before anybody presses the button. */
export function SubmitModal({ record, onEdit, onClose }: Props) {
  const i18n = useI18n();
  const { t, tx, label } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [involvement, setInvolvement] = useState(record.involvement || 'Co-Sell');
  const [visibility, setVisibility] = useState(record.visibility || 'Full');
  const send = useMutation({
    mutationFn: () => submit(record.id, record.version, involvement, visibility),
    onSuccess: async saved => {
      await queries.invalidateQueries();
      flash.success(t('wizard.submitted', { id: saved.id }));
      onClose();
    },
  });
  const classified = textOf(readField(record.document, 'national_security')) === 'Yes';
  const refused = send.error instanceof ApiError ? send.error.violations : [];
  const problems = refused.length > 0 ? refused : record.problems;
  return (
    <Question
      title={t('submit.title')}
      action={t('submit.action')}
      busy={send.isPending}
      onAction={() => send.mutate()}
      onClose={onClose}
      size="large"
    >
      <SpaceBetween size="l">
        <span>{t('submit.text', { id: record.id })}</span>
        {problems.length > 0 && (
          <Alert
            type="warning"
            header={t('submit.problems', { count: problems.length })}
            action={<Button onClick={onEdit}>{t('action.edit')}</Button>}
          >
            <ul>
              {problems.map(problem => (
                <li key={`${problem.location} ${problem.message}`}>{violationText(problem, i18n)}</li>
              ))}
            </ul>
          </Alert>
        )}
        {send.isError && refused.length === 0 && <Alert type="error">{problemText(send.error, i18n)}</Alert>}
        <FormField label={label('involvement_type')}>
          <RadioGroup
            value={involvement}
            onChange={e => setInvolvement(e.detail.value)}
            items={[
              { value: 'Co-Sell', label: tx('involvement_type', 'Co-Sell'), description: t('wizard.cosell') },
              {
                value: 'For Visibility Only',
                label: tx('involvement_type', 'For Visibility Only'),
                description: t(classified ? 'wizard.classified.cosell' : 'wizard.visibility'),
                disabled: classified,
              },
            ]}
          />
        </FormField>
        <FormField label={label('visibility')}>
          <RadioGroup
            value={visibility}
            onChange={e => setVisibility(e.detail.value)}
            items={[
              { value: 'Full', label: tx('visibility', 'Full'), description: t('submit.full') },
              {
                value: 'Limited',
                label: tx('visibility', 'Limited'),
                description: t(classified ? 'wizard.classified.cosell' : 'submit.limited'),
                disabled: classified,
              },
            ]}
          />
        </FormField>
      </SpaceBetween>
    </Question>
  );
}
