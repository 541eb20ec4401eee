import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { check, type Record } from '../../api/central';
import type { Violation } from '../../api/client';
import { CatalogueField } from '../../components/form/CatalogueField';
import { fieldAt, writeField } from '../../components/form/document';
import { useForm } from '../../components/form/useForm';
import { violationText } from '../../components/form/violations';
import { Question } from '../../components/Question';
import type { FieldId } from '../../gen/fields';
import { useI18n } from '../../i18n';
import { asSent } from './form/conditions';
import { useQuickSave } from './QuickEdit';

/** What AWS wants to be told at the end of a deal, refused or not. */
const duties: { [stage: string]: FieldId[] } = {
  Launched: ['target_close_date', 'customer_aws_account_id'],
  'Closed Lost': ['closed_lost_reason', 'target_close_date'],
};

/** AWS takes the software revenue whole, or not at all. */
const software: FieldId[] = [
  'procurement_type',
  'software_value',
  'software_value_currency',
  'contract_start_date',
  'contract_end_date',
];

/** The fields that a stage asks for: its duties, and what the server would refuse it for. */
export function askedFor(stage: string, refused: Violation[]): FieldId[] {
  const found = refused.flatMap(violation => fieldAt(violation.location) ?? []);
  const whole = found.some(id => software.includes(id)) ? software : [];
  const asked = [...(duties[stage] ?? []), ...found, ...whole];
  return [...new Set(asked)].filter(id => id !== 'stage' && id !== 'involvement_type');
}

interface Props {
  record: Record;
  /** The stage that was chosen already. */
  wanted?: string;
  onClose: () => void;
}

/** Moves a deal to another stage. What the stage demands is asked for before anything is saved. */
export function StageModal({ record, wanted, onClose }: Props) {
  const i18n = useI18n();
  const { t, tx, has, label } = i18n;
  const form = useForm({
    document: wanted ? writeField(record.document, 'stage', wanted) : record.document,
  });
  const stage = form.text('stage');
  const changed = stage !== (record.stagesPassed.at(-1) ?? 'Prospect');
  const rules = useQuery({
    queryKey: ['opportunity', record.id, 'stage', stage, record.version],
    queryFn: () => check('update', { document: writeField(record.document, 'stage', stage) }, record.id),
    enabled: changed,
    staleTime: Infinity,
  });
  const refused = changed ? (rules.data?.violations ?? []) : [];
  const asked = changed ? askedFor(stage, [...refused, ...form.violations]) : [];
  const { save, problems } = useQuickSave(
    { record, onClose },
    { ...form, form: asSent(form.form, id => asked.includes(id)) },
    ['stage', ...asked],
    t('stage.done', { stage: tx('stage', stage) }),
  );
  const errors = form.violationsAt('stage').map(violation => violationText(violation, i18n));
  const options = record.nextStages.map(value => ({ value, label: tx('stage', value) }));
  const duty = `stage.duty.${stage}`;
  const others = refused.filter(violation => {
    const id = fieldAt(violation.location);
    return !id || !asked.includes(id);
  });
  return (
    <Question
      title={t('stage.change')}
      action={t('action.save')}
      disabled={!changed || rules.isFetching}
      disabledReason={changed ? undefined : t('reason.unchanged')}
      busy={save.isPending}
      onAction={() => save.mutate()}
      onClose={onClose}
      size="large"
    >
      <SpaceBetween size="m">
        {problems}
        <FormField label={label('stage')} errorText={errors.join(' ') || undefined}>
          <Select
            options={options}
            selectedOption={{ value: stage, label: tx('stage', stage) }}
            onChange={e => form.set('stage', e.detail.selectedOption.value)}
          />
        </FormField>
        {changed && (has(duty) || asked.length > 0) && (
          <Alert type="info">{has(duty) ? t(duty) : t('stage.asks', { stage: tx('stage', stage) })}</Alert>
        )}
        {changed && others.length > 0 && (
          <Alert type="warning">
            {others.map(violation => (
              <div key={violation.location + violation.message}>{violationText(violation, i18n)}</div>
            ))}
          </Alert>
        )}
        {asked.map(id => (
          <CatalogueField key={id} id={id} form={form} />
        ))}
      </SpaceBetween>
    </Question>
  );
}
