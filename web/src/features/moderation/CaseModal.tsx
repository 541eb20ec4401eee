import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { violationText } from '../../components/form/violations';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { decideVerification, type Case, type Verdict } from './api';

interface Props {
  about: Case;
  decision: Verdict;
  onClose: () => void;
}

/** The decision on a verification, with all that the account says of itself, and the reason that it will read. */
export function CaseModal({ about, decision, onClose }: Props) {
  const i18n = useI18n();
  const { t, tx, time } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const answer = useMutation({
    mutationFn: () => decideVerification(about, decision, reason),
    onSuccess: () => {
      flash.success(
        t(decision === 'approve' ? 'verifications.approved' : 'verifications.rejected', {
          partner: about.partner.name,
        }),
      );
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['verifications'] }),
  });
  const violations = answer.error instanceof ApiError ? answer.error.violations : [];
  const atReason = violations.filter(one => one.location === 'Reason');
  const or = (text: string | undefined) => text || t('common.empty');
  const facts: [string, string][] =
    about.type === 'BUSINESS_VERIFICATION'
      ? [
          [t('verifications.legalName'), or(about.legalName)],
          [t('verifications.registration'), or(about.registrationId)],
          [t('verifications.country'), or(tx('country', about.country))],
          [t('verifications.jurisdiction'), or(about.jurisdiction)],
        ]
      : [[t('verifications.expires'), or(time(about.expires))]];
  return (
    <Question
      title={`${t(`verifications.${decision}`)}: ${t(`verifications.type.${about.type}`)}`}
      action={t(`verifications.${decision}`)}
      busy={answer.isPending}
      onAction={() => answer.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t(`verifications.${decision}.text`)}</span>
        {answer.isError && atReason.length === 0 && (
          <Alert type="error">{problemText(answer.error, i18n)}</Alert>
        )}
        <KeyValuePairs
          columns={2}
          items={[
            { label: t('desk.partner'), value: about.partner.name },
            { label: t('partners.account'), value: about.partner.id },
            ...facts.map(([label, value]) => ({ label, value })),
            { label: t('verifications.started'), value: time(about.started) },
          ]}
        />
        {decision === 'reject' && (
          <FormField
            label={t('verifications.reason')}
            description={t('verifications.reason.help')}
            errorText={atReason.map(one => violationText(one, i18n)).join(' ')}
            stretch
          >
            <Textarea rows={3} value={reason} onChange={e => setReason(e.detail.value)} />
          </FormField>
        )}
      </SpaceBetween>
    </Question>
  );
}
