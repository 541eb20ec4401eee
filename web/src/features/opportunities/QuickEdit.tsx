import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { update, type Record } from '../../api/central';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { CatalogueField } from '../../components/form/CatalogueField';
import { fieldAt, writeField } from '../../components/form/document';
import { useForm, type FormState } from '../../components/form/useForm';
import { violationText } from '../../components/form/violations';
import { Question } from '../../components/Question';
import type { FieldId } from '../../gen/fields';
import { useI18n } from '../../i18n';

interface Props {
  record: Record;
  onClose: () => void;
}

/** A form of a few fields of a record in a modal, saved like the whole form. */
export function useQuickSave({ record, onClose }: Props, form: FormState, shown: FieldId[], done: string) {
  const i18n = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => update(record.id, record.version, { document: form.form.document }, false),
    onSuccess: async () => {
      await queries.invalidateQueries();
      flash.success(done);
      onClose();
    },
    onError: problem => {
      if (problem instanceof ApiError) form.setViolations(problem.violations);
    },
  });
  const homeless = form.violations.filter(violation => {
    const id = fieldAt(violation.location);
    return !id || !shown.includes(id);
  });
  const unexplained = save.isError && form.violations.length === 0;
  const problems = (unexplained || homeless.length > 0) && (
    <Alert type="error">
      {unexplained && problemText(save.error, i18n)}
      {homeless.map(violation => (
        <div key={violation.location + violation.message}>{violationText(violation, i18n)}</div>
      ))}
    </Alert>
  );
  return { save, problems };
}

export function NextStepModal(props: Props) {
  const { t } = useI18n();
  const form = useForm({ document: writeField(props.record.document, 'next_steps', '') });
  const { save, problems } = useQuickSave(props, form, ['next_steps'], t('nextSteps.done'));
  return (
    <Question
      title={t('nextSteps.add')}
      action={t('action.save')}
      disabled={form.text('next_steps').trim() === ''}
      disabledReason={t('reason.fill')}
      busy={save.isPending}
      onAction={() => save.mutate()}
      onClose={props.onClose}
    >
      <SpaceBetween size="m">
        {problems}
        <CatalogueField id="next_steps" form={form} />
      </SpaceBetween>
    </Question>
  );
}
