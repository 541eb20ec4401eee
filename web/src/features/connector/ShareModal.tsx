import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { preflightQuery, recordQuery, share } from './api';
import { Findings } from './Findings';
import { recordHref } from './places';
import type { Deal, Finding } from './types';

/** Shares a deal with AWS. What AWS would refuse is said before anything leaves the house. */
export function ShareModal({ deal, onClose }: { deal: Deal; onClose: () => void }) {
  const i18n = useI18n();
  const { t, tx, label } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [involvement, setInvolvement] = useState('Co-Sell');
  const [visibility, setVisibility] = useState('Full');
  const check = useQuery({
    ...preflightQuery(deal.object, deal.id, involvement),
    staleTime: 0,
    gcTime: 0,
  });
  const send = useMutation({
    mutationFn: () => share(deal.object, deal.id, involvement, visibility),
    onSuccess: async pairing => {
      queries.setQueryData(recordQuery(deal.object, deal.id).queryKey, old => old && { ...old, pairing });
      flash.success(t('share.sent', { name: deal.name }));
      onClose();
      await queries.invalidateQueries();
    },
  });
  const refused = send.error instanceof ApiError ? (send.error.violations as Finding[]) : [];
  const findings = refused.length > 0 ? refused : (check.data?.violations ?? []);
  const choose = (set: (value: string) => void) => (e: { detail: { value: string } }) => {
    set(e.detail.value);
    send.reset();
  };

  return (
    <Question
      title={t('share.title')}
      action={t('share.action')}
      size="large"
      busy={send.isPending}
      disabled={check.isPending || findings.length > 0}
      disabledReason={findings.length > 0 ? t('reason.findings') : undefined}
      onAction={() => send.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="l">
        <span>{t('share.text', { name: deal.name })}</span>
        <FormField label={label('involvement_type')}>
          <RadioGroup
            value={involvement}
            onChange={choose(setInvolvement)}
            items={[
              { value: 'Co-Sell', label: tx('involvement_type', 'Co-Sell'), description: t('wizard.cosell') },
              {
                value: 'For Visibility Only',
                label: tx('involvement_type', 'For Visibility Only'),
                description: t('wizard.visibility'),
              },
            ]}
          />
        </FormField>
        <FormField label={label('visibility')}>
          <RadioGroup
            value={visibility}
            onChange={choose(setVisibility)}
            items={[
              { value: 'Full', label: tx('visibility', 'Full'), description: t('submit.full') },
              { value: 'Limited', label: tx('visibility', 'Limited'), description: t('submit.limited') },
            ]}
          />
        </FormField>
        {check.isPending && <StatusIndicator type="loading">{t('check.running')}</StatusIndicator>}
        {check.isSuccess && findings.length === 0 && (
          <StatusIndicator type="success">{t('check.passed')}</StatusIndicator>
        )}
        {findings.length > 0 && (
          <SpaceBetween size="s">
            <Alert type="warning" header={t('check.found', { count: findings.length })}>
              {t('check.foundText')}
            </Alert>
            <Findings
              findings={findings}
              title={t('check.found', { count: findings.length })}
              back={`${recordHref(deal.object, deal.id)}?dialog=share`}
            />
          </SpaceBetween>
        )}
        {check.isError && <Alert type="error">{problemText(check.error, i18n)}</Alert>}
        {send.isError && refused.length === 0 && <Alert type="error">{problemText(send.error, i18n)}</Alert>}
      </SpaceBetween>
    </Question>
  );
}
