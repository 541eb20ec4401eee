import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { decide, type Decision, type DeskRecord } from '../../api/central';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { fieldAt } from '../../components/form/document';
import { violationText } from '../../components/form/violations';
import { Question } from '../../components/Question';
import type { FieldId } from '../../gen/fields';
import { useI18n } from '../../i18n';
import { choices } from '../opportunities/columns';

interface Props {
  record: DeskRecord;
  decision: Exclude<Decision, 'open'>;
  /** What is asked to begin with. */
  question?: string;
  onClose: () => void;
}

/** The answer of the review, with what the partner will read. */
export function DecisionModal({ record, decision, question, onClose }: Props) {
  const i18n = useI18n();
  const { t, label } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [comment, setComment] = useState(question ?? '');
  const [reason, setReason] = useState('');
  const answer = useMutation({
    mutationFn: () => decide(record.id, { version: record.version, decision, comment, reason }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['desk'] });
      await queries.invalidateQueries({ queryKey: ['opportunity', record.id] });
      flash.success(t(`desk.done.${decision}`, { id: record.id }));
      onClose();
    },
  });
  const violations = answer.error instanceof ApiError ? answer.error.violations : [];
  const refusal = (id: FieldId, member: string) =>
    violations
      .filter(violation => violation.location === member || fieldAt(violation.location) === id)
      .map(violation => violationText(violation, i18n))
      .join(' ') || undefined;
  const reasons = choices('review_status_reason', i18n).map(([value, text]) => ({ value, label: text }));

  return (
    <Question
      title={t(`desk.${decision}`)}
      action={t(`desk.${decision}`)}
      busy={answer.isPending}
      onAction={() => answer.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t(`desk.text.${decision}`, { id: record.id })}</span>
        {answer.isError && violations.length === 0 && (
          <Alert type="error">{problemText(answer.error, i18n)}</Alert>
        )}
        {decision !== 'approve' && (
          <FormField
            label={label('review_status_reason')}
            errorText={refusal('review_status_reason', 'ReviewStatusReason')}
          >
            <Select
              options={reasons}
              selectedOption={reasons.find(option => option.value === reason) ?? null}
              onChange={e => setReason(e.detail.selectedOption.value ?? '')}
              placeholder={t('form.choose')}
            />
          </FormField>
        )}
        {decision !== 'approve' && (
          <FormField
            label={
              decision === 'ask' ? t('desk.comment') : t('common.optional', { label: t('desk.comment') })
            }
            description={t('desk.comment.help')}
            errorText={refusal('review_comments', 'ReviewComments')}
            stretch
          >
            <Textarea rows={4} value={comment} onChange={e => setComment(e.detail.value)} />
          </FormField>
        )}
        {decision === 'ask' && <Questions record={record} comment={comment} onAdd={setComment} />}
      </SpaceBetween>
    </Question>
  );
}

/** What the rules and hints would ask, as far as the comment does not ask it yet. */
function Questions({
  record,
  comment,
  onAdd,
}: {
  record: DeskRecord;
  comment: string;
  onAdd: (comment: string) => void;
}) {
  const { t } = useI18n();
  const open = record.points.filter(point => !comment.includes(point.question));
  if (open.length === 0) return null;
  return (
    <FormField label={t('desk.questions')} stretch>
      <SpaceBetween size="xs">
        {open.map(point => (
          <Button
            key={point.id + point.path}
            variant="inline-link"
            iconName="add-plus"
            onClick={() => onAdd([comment.trim(), point.question].filter(Boolean).join('\n'))}
          >
            {point.question}
          </Button>
        ))}
      </SpaceBetween>
    </FormField>
  );
}
