import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useI18n } from '../../i18n';
import { sendSample, testPattern } from './api';
import { FormModal } from '../../components/form/FormModal';

interface Props {
  rule: string;
  target: string;
  onClose: () => void;
}

/** Sends an event about records that nobody has to one target, to see that it arrives. */
export function SampleModal({ rule, target, onClose }: Props) {
  const { t } = useI18n();
  // Any pattern does: the types come with the samples.
  const samples = useQuery({
    queryKey: ['event-samples'],
    staleTime: Infinity,
    queryFn: () => testPattern('{"source":[{"exists":true}]}', ''),
  });
  const [type, setType] = useState('Opportunity Updated');
  return (
    <FormModal
      title={t('events.sample.send')}
      action={t('events.sample.send')}
      done={t('events.sample.sent')}
      fields={['Type']}
      list="deliveries"
      save={() => sendSample(rule, target, type)}
      onClose={onClose}
    >
      {refused => [
        <Box key="text">{t('events.sample.text', { name: target })}</Box>,
        <FormField key="type" label={t('events.type')} errorText={refused('Type')}>
          <Select
            options={samples.data?.samples.map(one => ({ value: one.type })) ?? []}
            selectedOption={{ value: type }}
            statusType={samples.isPending ? 'loading' : 'finished'}
            onChange={e => setType(e.detail.selectedOption.value ?? '')}
          />
        </FormField>,
      ]}
    </FormModal>
  );
}
