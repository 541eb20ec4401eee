import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useI18n } from '../../i18n';
import { PairsEditor } from './PairsEditor';
import { inputs, type Draft } from './target';

interface Props {
  draft: Draft;
  error: (field: string) => string | undefined;
  onChange: (more: Partial<Draft>) => void;
}

/** What a target gets out of an event. */
export function InputEditor({ draft, error, onChange }: Props) {
  const { t } = useI18n();
  const options = inputs.map(value => ({ value, label: t(`events.input.${value}`) }));
  return (
    <SpaceBetween size="l">
      <FormField label={t('events.input')}>
        <Select
          options={options}
          selectedOption={options.find(option => option.value === draft.input) ?? null}
          onChange={e =>
            onChange({ input: inputs.find(one => one === e.detail.selectedOption.value) ?? 'event' })
          }
        />
      </FormField>
      {draft.input === 'path' && (
        <FormField
          label={t('events.input.path')}
          description={t('events.input.path.help')}
          errorText={error('InputPath') ?? error('Input')}
        >
          <Input value={draft.inputPath} onChange={e => onChange({ inputPath: e.detail.value })} />
        </FormField>
      )}
      {draft.input === 'constant' && (
        <FormField label={t('events.input.constant')} errorText={error('Input')} stretch>
          <Textarea
            rows={4}
            spellcheck={false}
            value={draft.constant}
            onChange={e => onChange({ constant: e.detail.value })}
          />
        </FormField>
      )}
      {draft.input === 'transformer' && (
        <PairsEditor
          label={t('events.input.paths')}
          description={t('events.input.paths.help')}
          names={t('events.name')}
          values={t('events.input.pathOf')}
          value={draft.paths}
          onChange={paths => onChange({ paths })}
        />
      )}
      {draft.input === 'transformer' && (
        <FormField
          label={t('events.input.template')}
          description={t('events.input.template.help')}
          errorText={error('InputTransformer') ?? error('Input')}
          stretch
        >
          <Textarea
            rows={6}
            spellcheck={false}
            value={draft.template}
            onChange={e => onChange({ template: e.detail.value })}
          />
        </FormField>
      )}
    </SpaceBetween>
  );
}
