import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import Textarea from '@cloudscape-design/components/textarea';
import type { ReactNode } from 'react';
import { fields, values, type Field, type FieldId, type Value } from '../../gen/fields';
import { useI18n, type I18n } from '../../i18n';
import { dayOf, earliestDay } from './days';
import { chosenCurrency, currencyOf } from './FieldValue';
import type { FormState } from './useForm';
import { helpOf } from './helpOf';
import { contradicts, readAmount, readText } from './normal';
import { violationText } from './violations';

interface Props {
  id: FieldId;
  form: FormState;
  /** Says "optional" beside the label. */
  optional?: boolean;
  disabled?: boolean;
  /** Narrows what can be chosen. */
  only?: (value: string) => boolean;
  secondary?: ReactNode;
  /** Something to look at before going on; not a refusal. */
  notice?: string;
}

const inputs: Record<string, Pick<InputProps, 'type' | 'inputMode'>> = {
  currency: { type: 'text', inputMode: 'decimal' },
  email: { type: 'email', inputMode: 'email' },
  phone: { type: 'text', inputMode: 'tel' },
  url: { type: 'text', inputMode: 'url' },
};

const manyOptions = 10;

/** Fields whose label says all that their help would. */
const selfEvident = new Set<FieldId>([
  'additional_comments',
  'city',
  'contract_end_date',
  'contract_start_date',
  'country',
  'customer_first_name',
  'customer_last_name',
  'customer_title',
  'industry',
  'involvement_type',
  'partner_contact_first_name',
  'partner_contact_last_name',
  'street_address',
]);

/** A control for a field, drawn from its row in the catalogue, with the refusals that belong to it. */
export function CatalogueField({ id, form, optional, disabled, only, secondary, notice }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const field: Field = fields[id];
  const label = i18n.label(id);
  const errors = form.violationsAt(id).map(violation => violationText(violation, i18n));
  const long = field.max !== undefined && field.max >= 255 && ['text', 'longtext'].includes(field.type);
  const used = [...form.text(id)].length;
  const currency = chosenCurrency(form.text, id);
  const foreign = field.type === 'currency' ? foreignAmount(form.text(id), currency, i18n) : undefined;
  /** What was typed is read as people write it, and shown as it is kept. */
  const settle = () => {
    const typed = form.text(id);
    const beside = currencyOf[id];
    const named = beside && !currency ? readAmount(typed).currencies[0] : undefined;
    const read = readText(id, field, typed, currency);
    if (beside && named) form.set(beside, named);
    if (read !== typed) form.set(id, read);
  };
  return (
    <FormField
      label={optional ? t('common.optional', { label }) : label}
      description={selfEvident.has(id) ? undefined : helpOf(id, i18n)}
      errorText={foreign ?? (errors.join(' ') || undefined)}
      warningText={notice}
      constraintText={long && field.max ? t('form.characters', { used, max: field.max }) : undefined}
      secondaryControl={secondary}
      stretch={field.type === 'longtext'}
    >
      <Control
        id={id}
        field={field}
        form={form}
        disabled={disabled}
        only={only}
        optional={optional}
        onSettle={settle}
      />
    </FormField>
  );
}

/** What to say of an amount that names another currency than the one it is in. */
export function foreignAmount(typed: string, currency: string, { t }: I18n): string | undefined {
  const amount = readAmount(typed);
  if (!currency || !contradicts(amount, currency)) return undefined;
  return t('form.otherCurrency', { named: amount.currencies[0] ?? '', chosen: currency });
}

interface ControlProps extends Props {
  field: Field;
  onSettle: () => void;
}

function Control({ id, field, form, disabled, only, optional, onSettle }: ControlProps) {
  const i18n = useI18n();
  const { t, tx } = i18n;
  const set = (value: unknown) => form.set(id, value);
  const common = { disabled, name: id };
  const offered: readonly Value[] = field.values ? values[field.values] : [];
  const options = i18n.ordered(
    field.values,
    offered
      .filter(([api]) => !only || only(api))
      .map(([api]) => ({ value: api, label: field.values ? tx(field.values, api) : api })),
  );

  switch (field.type) {
    case 'longtext':
      return (
        <Textarea
          {...common}
          rows={5}
          value={form.text(id)}
          onChange={e => set(e.detail.value)}
          onBlur={onSettle}
        />
      );
    case 'date':
      return (
        <DatePicker
          {...common}
          value={form.text(id)}
          onChange={e => set(e.detail.value)}
          placeholder={t('form.datePlaceholder')}
          {...(id === 'target_close_date' && {
            isDateEnabled: (day: Date) => dayOf(day) >= earliestDay(new Date()),
            dateDisabledReason: () => t('form.dayPassed'),
          })}
          openCalendarAriaLabel={() => t('form.openCalendar')}
        />
      );
    case 'boolean-yesno':
      return (
        <RadioGroup
          value={form.text(id) || null}
          onChange={e => set(e.detail.value)}
          items={options.map(option => ({ ...option, disabled }))}
        />
      );
    case 'picklist': {
      const all = optional ? [{ value: '', label: t('form.none') }, ...options] : options;
      const chosen = form.text(id);
      return (
        <Select
          disabled={disabled}
          options={all}
          selectedOption={
            options.find(option => option.value === chosen) ?? (chosen ? { value: chosen } : null)
          }
          onChange={e => set(e.detail.selectedOption.value)}
          placeholder={t('form.choose')}
          filteringType={all.length > manyOptions ? 'auto' : 'none'}
          filteringPlaceholder={t('form.filter')}
          filteringAriaLabel={t('form.filter')}
          empty={t('form.noMatch')}
        />
      );
    }
    case 'multipicklist': {
      const chosen = form.list(id);
      return (
        <Multiselect
          disabled={disabled}
          options={options}
          selectedOptions={chosen.map(value => options.find(option => option.value === value) ?? { value })}
          onChange={e => set(e.detail.selectedOptions.map(option => option.value))}
          placeholder={t('form.chooseMany')}
          deselectAriaLabel={option => t('form.remove', { name: option.label ?? '' })}
          filteringType={options.length > manyOptions ? 'auto' : 'none'}
          filteringPlaceholder={t('form.filter')}
          filteringAriaLabel={t('form.filter')}
          empty={t('form.noMatch')}
        />
      );
    }
    default:
      return (
        <Input
          {...common}
          {...inputs[field.type]}
          autoComplete={false}
          value={form.text(id)}
          onChange={e => set(e.detail.value)}
          onBlur={onSettle}
        />
      );
  }
}
