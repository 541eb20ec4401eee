import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useI18n } from '../../i18n';
import { ruleNames, startReplay, type Archive } from './api';
import { FormModal } from '../../components/form/FormModal';

const fields = ['Name', 'Description', 'EventStartTime', 'EventEndTime', 'Rules'];

/** To the second, as the API writes instants. */
const instant = (date: Date) => date.toISOString().replace(/\.\d+Z$/, 'Z');

/** Gives the events of an archive back to the bus. */
export function ReplayModal({ archive, onClose }: { archive: Archive; onClose: () => void }) {
  const { t } = useI18n();
  const rules = useQuery(ruleNames);
  const [form, setForm] = useState(() => ({
    name: `${archive.name}-${Date.now()}`.slice(0, 64),
    from: instant(new Date(archive.made)),
    until: instant(new Date()),
    rules: [] as string[],
  }));
  const set = (more: Partial<typeof form>) => setForm({ ...form, ...more });
  return (
    <FormModal
      title={t('events.replay.of', { name: archive.name })}
      action={t('events.replay.start')}
      done={t('events.replay.started', { name: form.name })}
      fields={fields}
      list="event-replays"
      save={() => startReplay({ ...form, archive: archive.name })}
      onClose={onClose}
    >
      {refused => [
        <span key="text">{t('events.replay.text')}</span>,
        <FormField key="name" label={t('events.name')} errorText={refused('Name')}>
          <Input value={form.name} onChange={e => set({ name: e.detail.value })} />
        </FormField>,
        <FormField
          key="from"
          label={t('events.replay.from')}
          description={t('events.instant.help')}
          errorText={refused('EventStartTime')}
        >
          <Input value={form.from} onChange={e => set({ from: e.detail.value })} />
        </FormField>,
        <FormField
          key="until"
          label={t('events.replay.until')}
          description={t('events.instant.help')}
          errorText={refused('EventEndTime')}
        >
          <Input value={form.until} onChange={e => set({ until: e.detail.value })} />
        </FormField>,
        <FormField
          key="rules"
          label={t('common.optional', { label: t('events.rules') })}
          description={t('events.replay.rules.help')}
          errorText={refused('Rules')}
        >
          <Multiselect
            options={rules.data?.map(value => ({ value, label: value })) ?? []}
            selectedOptions={form.rules.map(value => ({ value, label: value }))}
            placeholder={t('form.chooseMany')}
            empty={t('events.rules.none')}
            deselectAriaLabel={option => t('form.remove', { name: option.label ?? '' })}
            onChange={e => set({ rules: e.detail.selectedOptions.map(one => one.value ?? '') })}
          />
        </FormField>,
      ]}
    </FormModal>
  );
}
