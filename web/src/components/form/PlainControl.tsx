import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import Textarea from '@cloudscape-design/components/textarea';
import { values as sets } from '../../gen/fields';
import { useI18n } from '../../i18n';

export type PlainKind = 'industry' | 'country' | 'long' | 'email' | 'tel' | 'url';

interface Props {
  kind?: PlainKind;
  value: string;
  onChange: (value: string) => void;
}

/** The control of a field that is no opportunity's. A value that is on no list stays as it is. */
export function PlainControl({ kind, value, onChange }: Props) {
  const { t, tx, ordered } = useI18n();
  if (kind === 'industry' || kind === 'country') {
    const options = ordered(
      kind,
      sets[kind].map(([api]) => ({ value: api as string, label: tx(kind, api) })),
    );
    return (
      <Select
        options={[{ value: '', label: t('form.none') }, ...options]}
        selectedOption={
          options.find(option => option.value === value) ?? (value ? { value, label: value } : null)
        }
        onChange={e => onChange(e.detail.selectedOption.value ?? '')}
        placeholder={t('form.choose')}
        filteringType="auto"
        filteringPlaceholder={t('form.filter')}
        filteringAriaLabel={t('form.filter')}
        empty={t('form.noMatch')}
      />
    );
  }
  if (kind === 'long') return <Textarea rows={4} value={value} onChange={e => onChange(e.detail.value)} />;
  return (
    <Input
      value={value}
      autoComplete={false}
      inputMode={kind ?? 'text'}
      onChange={e => onChange(e.detail.value)}
    />
  );
}
