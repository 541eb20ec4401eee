import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useI18n } from '../../i18n';
import type { Pairs } from './target';

interface Props {
  label: string;
  description?: string;
  error?: string;
  names: string;
  values: string;
  value: Pairs;
  onChange: (value: Pairs) => void;
}

/** A list of names with a value each. */
export function PairsEditor({ label, description, error, names, values, value, onChange }: Props) {
  const { t } = useI18n();
  const set = (at: number, pair: [string, string]) =>
    onChange(value.map((one, i) => (i === at ? pair : one)));
  return (
    <FormField label={label} description={description} errorText={error} stretch>
      <AttributeEditor
        items={value}
        addButtonText={t('events.add')}
        removeButtonText={t('action.remove')}
        removeButtonAriaLabel={([name]) => t('form.remove', { name })}
        empty={t('form.none')}
        onAddButtonClick={() => onChange([...value, ['', '']])}
        onRemoveButtonClick={e => onChange(value.filter((_, i) => i !== e.detail.itemIndex))}
        definition={[
          {
            label: names,
            control: ([name, text], i) => (
              <Input value={name} onChange={e => set(i, [e.detail.value, text])} />
            ),
          },
          {
            label: values,
            control: ([name, text], i) => (
              <Input value={text} onChange={e => set(i, [name, e.detail.value])} />
            ),
          },
        ]}
      />
    </FormField>
  );
}
