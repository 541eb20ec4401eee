import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { refusalsOf } from '../../components/form/FormModal';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { leadQuery, leadStatuses, setLeadStatus, type LeadRecord, type LeadStatus } from './api';
import { peopleOf } from './people';
import { statusText } from './words';

const most = 255;

interface Props {
  record: LeadRecord;
  wanted?: LeadStatus;
  onClose: () => void;
}

/** Sets the status of a lead, with why for one's own people, and what the customer does next for everybody. */
export function StatusModal({ record, wanted, onClose }: Props) {
  const i18n = useI18n();
  const { t, time, fullName } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [status, setStatus] = useState<string>(wanted ?? record.status ?? 'Open');
  const [reason, setReason] = useState('');
  const [action, setAction] = useState('');
  const people = peopleOf(record.lead);
  const [contact, setContact] = useState(people[0]?.email ?? '');
  const options = people.map(person => ({
    value: person.email,
    label: `${fullName(person.first, person.last)} (${person.title})`,
    description: person.met && t('lead.contact.last', { time: time(person.met) }),
  }));
  const save = useMutation({
    mutationFn: () =>
      setLeadStatus(record.id, {
        version: record.version,
        status,
        reason,
        action,
        contact: action ? contact : '',
      }),
    onSuccess: async saved => {
      queries.setQueryData(leadQuery(record.id).queryKey, saved);
      flash.success(t('leads.statusDone', { status: statusText(saved.status, i18n) }));
      onClose();
      await queries.invalidateQueries({ queryKey: ['leads'] });
    },
  });
  const { refused, rest } = refusalsOf(save.error, at => at === 'Reason' || at === 'Action', i18n);
  return (
    <Question
      title={t('leads.changeStatus')}
      action={t('action.save')}
      disabled={status === record.status && !action && !reason}
      disabledReason={t('reason.unchanged')}
      busy={save.isPending}
      onAction={() => save.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
        <FormField label={t('leads.status')}>
          <RadioGroup
            value={status}
            onChange={e => setStatus(e.detail.value)}
            items={leadStatuses.map(value => ({
              value,
              label: t(`leads.status.${value}`),
              description: t(`leads.means.${value}`),
            }))}
          />
        </FormField>
        <FormField
          label={t('common.optional', { label: t('leads.reason') })}
          description={t('leads.reason.help')}
          errorText={refused('Reason')}
          constraintText={t('form.characters', { used: [...reason].length, max: most })}
          stretch
        >
          <Textarea value={reason} onChange={e => setReason(e.detail.value)} rows={2} />
        </FormField>
        <FormField
          label={t('common.optional', { label: t('lead.action') })}
          description={t('leads.action.help')}
          errorText={refused('Action')}
          constraintText={t('form.characters', { used: [...action].length, max: most })}
          stretch
        >
          <Textarea value={action} onChange={e => setAction(e.detail.value)} rows={2} />
        </FormField>
        {action && people.length > 1 && (
          <FormField label={t('lead.contact')} description={t('lead.contact.help')} stretch>
            <Select
              options={options}
              selectedOption={options.find(option => option.value === contact) ?? null}
              onChange={e => setContact(e.detail.selectedOption.value ?? '')}
            />
          </FormField>
        )}
      </SpaceBetween>
    </Question>
  );
}
