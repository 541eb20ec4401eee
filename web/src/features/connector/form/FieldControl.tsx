import DatePicker from '@cloudscape-design/components/date-picker';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import Textarea from '@cloudscape-design/components/textarea';
import { listOf, textOf } from '../../../components/form/document';
import { useI18n } from '../../../i18n';
import { choicesFor } from '../choices';
import type { CrmField, FieldType, Reference } from '../types';
import { labelOf } from '../values';
import { ChoiceControl } from './ChoiceControl';
import { ReferenceControl } from './ReferenceControl';

interface Props {
  field: CrmField;
  value: unknown;
  onChange: (value: unknown) => void;
  /** The record that a reference has now. */
  reference?: Reference;
  /** The account that the record belongs to. */
  account?: string;
}

const inputs: Partial<Record<FieldType, Pick<InputProps, 'type' | 'inputMode'>>> = {
  currency: { type: 'text', inputMode: 'decimal' },
  number: { type: 'text', inputMode: 'decimal' },
  email: { type: 'email', inputMode: 'email' },
  phone: { type: 'text', inputMode: 'tel' },
  url: { type: 'text', inputMode: 'url' },
};

const manyOptions = 10;

/** The control for a value of a field, by the type that the CRM gives it. */
export function FieldControl({ field, value, onChange, reference, account }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const text = textOf(value);
  const options = field.values.map(pick => ({ value: pick.value, label: labelOf(pick, i18n) }));
  const filtering = {
    filteringType: options.length > manyOptions ? ('auto' as const) : ('none' as const),
    filteringPlaceholder: t('form.filter'),
    filteringAriaLabel: t('form.filter'),
    empty: t('form.noMatch'),
  };

  const choices = choicesFor(field);
  if (choices) return <ChoiceControl choices={choices} value={value} onChange={onChange} />;

  switch (field.type) {
    case 'longtext':
      return <Textarea name={field.name} rows={5} value={text} onChange={e => onChange(e.detail.value)} />;
    case 'date':
      return (
        <DatePicker
          name={field.name}
          value={text}
          onChange={e => onChange(e.detail.value)}
          placeholder={t('form.datePlaceholder')}
          openCalendarAriaLabel={() => t('form.openCalendar')}
        />
      );
    case 'boolean':
      return (
        <RadioGroup
          direction="horizontal"
          value={typeof value === 'boolean' ? String(value) : null}
          onChange={e => onChange(e.detail.value === 'true')}
          items={[
            { value: 'true', label: t('common.yes') },
            { value: 'false', label: t('common.no') },
          ]}
        />
      );
    case 'picklist': {
      const all = field.required ? options : [{ value: '', label: t('form.none') }, ...options];
      const known = options.find(option => option.value === text);
      return (
        <Select
          {...filtering}
          options={all}
          selectedOption={known ?? (text ? { value: text, label: text } : null)}
          onChange={e => onChange(e.detail.selectedOption.value ?? '')}
          placeholder={t('form.choose')}
          virtualScroll={options.length > 100}
        />
      );
    }
    case 'multipicklist': {
      const chosen = listOf(value);
      return (
        <Multiselect
          {...filtering}
          options={options}
          selectedOptions={chosen.map(
            one => options.find(option => option.value === one) ?? { value: one, label: one },
          )}
          onChange={e => onChange(e.detail.selectedOptions.map(option => option.value))}
          placeholder={t('form.chooseMany')}
          deselectAriaLabel={option => t('form.remove', { name: option.label ?? '' })}
          virtualScroll={options.length > 100}
        />
      );
    }
    case 'reference':
      return (
        <ReferenceControl
          field={field}
          value={text}
          onChange={onChange}
          reference={reference}
          account={account}
        />
      );
    default:
      return (
        <Input
          {...inputs[field.type]}
          name={field.name}
          autoComplete={false}
          value={text}
          onChange={e => onChange(e.detail.value)}
        />
      );
  }
}
