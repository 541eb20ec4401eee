import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { usersQuery } from '../../api/central';
import { problemText, useFlash } from '../../app/flash';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { act, planQuery, runQuery, type ActionKind, type Plan, type Selection } from './api';
import { useFollowRun } from './follow';

interface Props {
  kind: ActionKind;
  selection: Selection;
  onClose: () => void;
}

/** Counts what an action on a selection would do, and does it once that is confirmed. */
export function ActionModal({ kind, selection, onClose }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const router = useRouter();
  const queries = useQueryClient();
  const followRun = useFollowRun();
  const plan = useQuery(planQuery(kind, selection));
  const users = useQuery({ ...usersQuery, enabled: kind !== 'accept' });
  const [email, setEmail] = useState<string>();
  const [token] = useState(() => crypto.randomUUID());
  const options = (users.data?.items ?? []).map(user => ({
    value: user.email,
    label: user.name,
    description: user.email,
  }));
  const begin = useMutation({
    mutationFn: () => act(kind, selection, email ?? '', token),
    onSuccess: async run => {
      queries.setQueryData(runQuery(run.id).queryKey, run);
      flash.show({ type: 'info', content: t('bulk.started', { name: t(`bulk.kind.${kind}`) }) });
      followRun(run);
      onClose();
      await router.navigate({ to: '/bulk/$id', params: { id: run.id } });
    },
  });
  const possible = plan.data && plan.data.eligible > 0 && !plan.data.over;
  return (
    <Question
      title={t(`bulk.${kind}`)}
      action={t(`bulk.kind.${kind}`)}
      disabled={!possible || (kind !== 'accept' && !email)}
      disabledReason={t(possible ? 'reason.fill' : 'reason.nothing')}
      busy={begin.isPending}
      onAction={() => begin.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t(`bulk.${kind}.text`)}</span>
        {kind !== 'accept' && selection.ids.length === 0 && (
          <Alert type="info">{t('bulk.transfer.whole')}</Alert>
        )}
        {plan.isError && <Alert type="error">{problemText(plan.error, i18n)}</Alert>}
        {plan.data && <Counts plan={plan.data} />}
        {begin.isError && <Alert type="error">{problemText(begin.error, i18n)}</Alert>}
        {kind !== 'accept' && (
          <FormField label={t('bulk.target')}>
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
        )}
      </SpaceBetween>
    </Question>
  );
}

/** How many of a selection an action is for, and why not for the others. */
function Counts({ plan }: { plan: Plan }) {
  const { t, pick, number } = useI18n();
  if (plan.over) return <Alert type="error">{t('bulk.eligible.over', { most: plan.most })}</Alert>;
  return (
    <SpaceBetween size="xs">
      <Box variant="strong">
        {plan.eligible === 0
          ? t('bulk.eligible.none', { total: plan.total })
          : t('bulk.eligible', { eligible: plan.eligible, total: plan.total })}
      </Box>
      {plan.reasons.map(reason => (
        <Box key={reason.message}>
          {number(reason.count)}: {pick(reason.message, reason.messageJa)}
        </Box>
      ))}
    </SpaceBetween>
  );
}
