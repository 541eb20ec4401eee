import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { useI18n } from '../../i18n';
import type { Parameter } from './api';
import type { Refused } from '../../components/form/FormModal';

interface Props {
  label: string;
  /** The list's name in refusals. */
  field: string;
  value: Parameter[];
  /** The parameters are stored already: an empty secret keeps what is there. */
  kept: boolean;
  refused: Refused;
  onChange: (value: Parameter[]) => void;
}

const places = ['header', 'query', 'body'] as const;

/** Parameters that go with every call of a connection. */
export function Parameters({ label, field, value, kept, refused, onChange }: Props) {
  const { t } = useI18n();
  const set = (at: number, more: Partial<Parameter>) =>
    onChange(value.map((one, i) => (i === at ? { ...one, ...more } : one)));
  const options = places.map(place => ({ value: place, label: t(`events.in.${place}`) }));
  return (
    <FormField label={label} errorText={refused(field)} stretch>
      <AttributeEditor
        items={value}
        addButtonText={t('events.add')}
        removeButtonText={t('action.remove')}
        removeButtonAriaLabel={item => t('form.remove', { name: item.name ?? '' })}
        empty={t('form.none')}
        onAddButtonClick={() => onChange([...value, { in: 'header', name: '', value: '', secret: false }])}
        onRemoveButtonClick={e => onChange(value.filter((_, i) => i !== e.detail.itemIndex))}
        definition={[
          {
            label: t('events.param.in'),
            errorText: (_, i) => refused(`${field}[${i}].In`),
            control: (one, i) => (
              <Select
                options={options}
                selectedOption={options.find(option => option.value === one.in) ?? null}
                onChange={e => set(i, { in: e.detail.selectedOption.value })}
              />
            ),
          },
          {
            label: t('events.name'),
            errorText: (_, i) => refused(`${field}[${i}].Name`),
            control: (one, i) => (
              <Input value={one.name ?? ''} onChange={e => set(i, { name: e.detail.value })} />
            ),
          },
          {
            label: t('events.param.value'),
            errorText: (_, i) => refused(`${field}[${i}].Value`),
            control: (one, i) => (
              <Input
                type={one.secret ? 'password' : 'text'}
                autoComplete={one.secret ? 'new-password' : false}
                placeholder={one.secret && kept ? t('events.param.kept') : undefined}
                value={one.value ?? ''}
                onChange={e => set(i, { value: e.detail.value })}
              />
            ),
          },
          {
            label: t('events.param.secret'),
            control: (one, i) => (
              <Checkbox checked={one.secret ?? false} onChange={e => set(i, { secret: e.detail.checked })}>
                {t('events.param.hide')}
              </Checkbox>
            ),
          },
        ]}
      />
    </FormField>
  );
}
