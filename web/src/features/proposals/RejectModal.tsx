import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { problemText, useFlash } from '../../app/flash';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { reject } from './api';

/** Says no to a proposal, and why. */
export function RejectModal({ id, onClose }: { id: string; onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [comment, setComment] = useState('');
  const answer = useMutation({
    mutationFn: () => reject(id, comment),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['proposals'] });
      flash.success(t('proposals.rejected'));
      onClose();
    },
  });
  return (
    <Question
      title={t('proposals.reject')}
      action={t('proposals.reject')}
      busy={answer.isPending}
      onAction={() => answer.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t('proposals.reject.text')}</span>
        {answer.isError && <Alert type="error">{problemText(answer.error, i18n)}</Alert>}
        <FormField label={t('common.optional', { label: t('proposals.reject.comment') })} stretch>
          <Textarea rows={3} value={comment} onChange={e => setComment(e.detail.value)} />
        </FormField>
      </SpaceBetween>
    </Question>
  );
}
