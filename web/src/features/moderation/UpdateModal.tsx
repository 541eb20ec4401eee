import Alert from '@cloudscape-design/components/alert';
import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { violationText } from '../../components/form/violations';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { judgeUpdate, type Finding, type Update, type Verdict } from './api';
import { reasons } from './Findings';

interface Props {
  update: Update;
  decision: Verdict;
  onClose: () => void;
}

/** The decision on an update. A rejection begins with what the rules find, or with one finding to fill in. */
export function UpdateModal({ update, decision, onClose }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const locales = update.texts.map(text => ({ value: text.locale, label: text.locale }));
  const blank: Finding = { locale: locales[0]?.value ?? '', reason: '', message: '' };
  const [found, setFound] = useState<Finding[]>(() =>
    update.suggests.length > 0
      ? update.suggests.map(({ locale = '', reason = '', message = '' }) => ({ locale, reason, message }))
      : [blank],
  );
  const answer = useMutation({
    mutationFn: () => judgeUpdate(update.id, decision, decision === 'reject' ? found : []),
    onSuccess: () => {
      flash.success(
        t(decision === 'approve' ? 'profiles.approved' : 'profiles.rejected', { name: update.name }),
      );
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['profile-updates'] }),
  });
  const violations = answer.error instanceof ApiError ? answer.error.violations : [];
  const refused = (i: number, member: 'Reason' | 'Message') =>
    violations
      .filter(one => one.location === `Found[${i}].${member}`)
      .map(one => violationText(one, i18n))
      .join(' ') || undefined;
  const elsewhere = answer.isError && !violations.some(one => one.location.startsWith('Found['));
  const change = (at: number, part: Partial<Finding>) =>
    setFound(found.map((one, i) => (i === at ? { ...one, ...part } : one)));
  const options = reasons.map(value => ({ value: value as string, label: t(`profiles.reason.${value}`) }));
  return (
    <Question
      title={`${t(`profiles.${decision}`)}: ${update.name}`}
      action={t(`profiles.${decision}`)}
      size="large"
      busy={answer.isPending}
      onAction={() => answer.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t(`profiles.${decision}.text`)}</span>
        {elsewhere && <Alert type="error">{problemText(answer.error, i18n)}</Alert>}
        {decision === 'reject' && (
          <AttributeEditor
            items={found}
            gridLayout={[{ rows: [[3, 6, 3]] }]}
            addButtonText={t('profiles.finding.add')}
            removeButtonText={t('action.remove')}
            removeButtonAriaLabel={item => t('form.remove', { name: item.message || t('profiles.findings') })}
            onAddButtonClick={() => setFound([...found, blank])}
            onRemoveButtonClick={e => setFound(found.filter((_, i) => i !== e.detail.itemIndex))}
            definition={[
              {
                label: t('profiles.finding.reason'),
                control: (item, i) => (
                  <Select
                    options={options}
                    selectedOption={options.find(option => option.value === item.reason) ?? null}
                    onChange={e => change(i, { reason: e.detail.selectedOption.value ?? '' })}
                    placeholder={t('form.choose')}
                  />
                ),
                errorText: (_, i) => refused(i, 'Reason'),
              },
              {
                label: t('profiles.finding.message'),
                control: (item, i) => (
                  <Input
                    value={item.message}
                    onChange={e => change(i, { message: e.detail.value })}
                    autoComplete={false}
                  />
                ),
                errorText: (_, i) => refused(i, 'Message'),
              },
              {
                label: t('profiles.finding.language'),
                control: (item, i) => (
                  <Select
                    options={locales}
                    selectedOption={locales.find(option => option.value === item.locale) ?? null}
                    onChange={e => change(i, { locale: e.detail.selectedOption.value ?? '' })}
                  />
                ),
              },
            ]}
          />
        )}
      </SpaceBetween>
    </Question>
  );
}
