import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { assign, usersQuery } from '../../api/central';
import { problemText, useFlash } from '../../app/flash';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';

/** Hands an opportunity to another user of the partner. */
export function AssignModal({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
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
  const hand = useMutation({
    mutationFn: (to: string) => assign(id, to, 'OpportunityOwner'),
    onSuccess: async () => {
      await queries.invalidateQueries();
      flash.success(t('assign.done', { id }));
      onClose();
    },
  });
  return (
    <Question
      title={t('assign.title')}
      action={t('assign.action')}
      disabled={!email}
      disabledReason={t('reason.fill')}
      busy={hand.isPending}
      onAction={() => email && hand.mutate(email)}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t('assign.text', { id, name })}</span>
        {hand.isError && <Alert type="error">{problemText(hand.error, i18n)}</Alert>}
        <FormField label={t('assign.to')}>
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
