import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { refusalsOf } from '../../components/form/FormModal';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { ask, type Tab } from './api';

interface Props {
  opportunity: string;
  candidates: Tab['candidates'];
  onClose: () => void;
}

/** Asks AWS for a channel: whom it should be with, and what for. */
export function RequestModal({ opportunity, candidates, onClose }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [people, setPeople] = useState<string[]>([]);
  const [purpose, setPurpose] = useState('');
  const request = useMutation({
    mutationFn: () => ask(opportunity, people, purpose),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['channels', opportunity] });
      flash.success(t('channels.asked.done'));
      onClose();
    },
    // Somebody may have asked already: the page behind shows what is true now.
    onError: () => queries.invalidateQueries({ queryKey: ['channels', opportunity] }),
  });
  const options = candidates.map(one => ({
    value: one.id,
    label: one.name,
    description: one.optedOut ? t('channels.optedOut') : one.email,
    disabled: one.optedOut,
  }));
  const { refused, rest } = refusalsOf(request.error, at => at === 'people' || at === 'purpose', i18n);
  return (
    <Question
      title={t('channels.ask')}
      action={t('channels.ask.send')}
      busy={request.isPending}
      onAction={() => request.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t('channels.ask.text')}</span>
        {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
        <FormField label={t('channels.ask.people')} errorText={refused('people')} stretch>
          <Multiselect
            options={options}
            selectedOptions={options.filter(one => people.includes(one.value))}
            onChange={e => setPeople(e.detail.selectedOptions.flatMap(one => one.value ?? []))}
            placeholder={t('channels.ask.choose')}
            filteringType="auto"
            deselectAriaLabel={one => t('form.remove', { name: one.label ?? '' })}
          />
        </FormField>
        <FormField
          label={t('common.optional', { label: t('channels.purpose') })}
          description={t('channels.ask.purpose')}
          errorText={refused('purpose')}
          stretch
        >
          <Textarea rows={3} value={purpose} onChange={e => setPurpose(e.detail.value)} />
        </FormField>
      </SpaceBetween>
    </Question>
  );
}
