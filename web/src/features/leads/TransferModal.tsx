import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { usersQuery } from '../../api/central';
import { useFlash } from '../../app/flash';
import { refusalsOf } from '../../components/form/FormModal';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { transferLeads } from './api';

/** Gives leads to a colleague. */
export function TransferModal({
  ids,
  onDone,
  onClose,
}: {
  ids: string[];
  onDone: () => void;
  onClose: () => void;
}) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const users = useQuery(usersQuery);
  const [email, setEmail] = useState<string>();
  const options = (users.data?.items ?? []).map(user => ({
    value: user.email,
    label: user.name,
    description: user.email,
  }));
  const name = options.find(option => option.value === email)?.label ?? '';
  const give = useMutation({
    mutationFn: (to: string) => transferLeads(ids, to),
    onSuccess: async () => {
      flash.success(t('leads.transferDone', { count: ids.length, name }));
      onDone();
      await queries.invalidateQueries({ queryKey: ['leads'] });
    },
  });
  const { refused, rest } = refusalsOf(give.error, at => at === 'Email', i18n);
  return (
    <Question
      title={t('leads.transfer')}
      action={t('leads.transfer')}
      disabled={!email}
      disabledReason={t('reason.fill')}
      busy={give.isPending}
      onAction={() => email && give.mutate(email)}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t('leads.transfer.text', { count: ids.length })}</span>
        {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
        <FormField label={t('assign.to')} errorText={refused('Email')}>
          <Select
            options={options}
            selectedOption={options.find(option => option.value === email) ?? null}
            onChange={e => setEmail(e.detail.selectedOption.value)}
            placeholder={t('form.choose')}
            filteringType="auto"
            filteringPlaceholder={t('form.filter')}
            filteringAriaLabel={t('form.filter')}
            statusType={users.isPending ? 'loading' : 'finished'}
            loadingText={t('common.loading')}
            empty={t('form.noMatch')}
          />
        </FormField>
      </SpaceBetween>
    </Question>
  );
}
