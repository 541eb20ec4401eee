import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { fields, type Field, type FieldId } from '../../gen/fields';
import { useI18n } from '../../i18n';
import type { Column } from './api';

interface Props {
  column: Column;
  label: string;
  text: string;
  onChange: (text: string) => void;
}

/** A cell while it is mended: chosen from its list where it has one value of a list. */
export function EditCell({ column, label, text, onChange }: Props) {
  const { t, pick, ordered } = useI18n();
  if (column.choices.length === 0 || column.many) {
    return <Input autoFocus ariaLabel={label} value={text} onChange={e => onChange(e.detail.value)} />;
  }
  const set = column.id in fields ? (fields[column.id as FieldId] as Field).values : undefined;
  const options = ordered(
    set,
    column.choices.map(choice => {
      const value = pick(choice.labelEn, choice.labelJa);
      return { value, label: value };
    }),
  );
  return (
    <Select
      autoFocus
      expandToViewport
      ariaLabel={label}
      options={options}
      selectedOption={options.find(option => option.value === text) ?? null}
      placeholder={text || t('form.choose')}
      filteringType="auto"
      filteringAriaLabel={t('form.filter')}
      filteringPlaceholder={t('form.filter')}
      empty={t('form.noMatch')}
      onChange={e => onChange(e.detail.selectedOption.value ?? '')}
    />
  );
}
