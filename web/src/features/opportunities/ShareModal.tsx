import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { components } from '../../api/central.d';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { useFollow } from '../../components/follow';
import { labelAt } from '../../components/form/changed';
import { violationText } from '../../components/form/violations';
import { Question } from '../../components/Question';
import { values } from '../../gen/fields';
import { useI18n } from '../../i18n';
import { share } from '../invitations/api';

interface Props {
  id: string;
  /** Connected partners who are not in yet. */
  candidates: components['schemas']['Partner'][];
  onClose: () => void;
}

const parts = { partners: 'AwsAccountId', responsibilities: 'ReceiverResponsibilities', message: 'Message' };

/** Invites connected partners to work on an opportunity. */
export function ShareModal({ id, candidates, onClose }: Props) {
  const i18n = useI18n();
  const { t, tx } = i18n;
  const flash = useFlash();
  const follow = useFollow();
  const queries = useQueryClient();
  const [partners, setPartners] = useState<string[]>([]);
  const [responsibilities, setResponsibilities] = useState<string[]>([]);
  const [message, setMessage] = useState('');
  const send = useMutation({
    mutationFn: () => share(id, partners, responsibilities, message),
    onSuccess: async () => {
      await queries.invalidateQueries();
      flash.success(t('partners.shared', { count: partners.length }));
      onClose();
    },
  });
  const violations = send.error instanceof ApiError ? send.error.violations : [];
  const partOf = (location: string) =>
    (Object.keys(parts) as (keyof typeof parts)[]).find(part => location.includes(parts[part]));
  const refusal = (part: keyof typeof parts) =>
    violations
      .filter(one => partOf(one.location) === part)
      .map(one => violationText(one, i18n))
      .join(' ') || undefined;
  const others = violations.filter(one => !partOf(one.location));
  const partnerOptions = candidates.map(one => ({ value: one.id, label: one.name, description: one.id }));
  const roleOptions = values.receiver_responsibility.map(([value]) => ({
    value,
    label: tx('receiver_responsibility', value),
  }));
  if (candidates.length === 0) {
    return (
      <Question
        title={t('partners.share')}
        action={t('partners.toConnections')}
        onAction={() => follow({ preventDefault: () => {}, detail: { href: '/connections' } })}
        onClose={onClose}
      >
        {t('partners.nobody')}
      </Question>
    );
  }
  return (
    <Question
      title={t('partners.share')}
      action={t('partners.send')}
      busy={send.isPending}
      onAction={() => send.mutate()}
      onClose={onClose}
      size="large"
    >
      <SpaceBetween size="m">
        <span>{t('partners.share.text')}</span>
        {send.isError && violations.length === 0 && (
          <Alert type="error">{problemText(send.error, i18n)}</Alert>
        )}
        {others.length > 0 && (
          <Alert
            type="error"
            header={t('partners.share.missing')}
            action={
              <Button href={`/opportunities/${id}/edit`} onFollow={follow}>
                {t('action.edit')}
              </Button>
            }
          >
            <ul>
              {others.map(one => (
                <li key={one.location}>
                  {labelAt(one.location, i18n)}: {violationText(one, i18n)}
                </li>
              ))}
            </ul>
          </Alert>
        )}
        <FormField label={t('partners.whom')} errorText={refusal('partners')}>
          <Multiselect
            options={partnerOptions}
            selectedOptions={partnerOptions.filter(option => partners.includes(option.value))}
            onChange={e => setPartners(e.detail.selectedOptions.map(option => option.value ?? ''))}
            placeholder={t('form.chooseMany')}
            deselectAriaLabel={option => t('form.remove', { name: option.label ?? '' })}
            filteringType="auto"
            filteringPlaceholder={t('form.filter')}
            filteringAriaLabel={t('form.filter')}
            empty={t('form.noMatch')}
          />
        </FormField>
        <FormField label={t('partners.responsibilities')} errorText={refusal('responsibilities')}>
          <Multiselect
            options={roleOptions}
            selectedOptions={roleOptions.filter(option => responsibilities.includes(option.value))}
            onChange={e => setResponsibilities(e.detail.selectedOptions.map(option => option.value ?? ''))}
            placeholder={t('form.chooseMany')}
            deselectAriaLabel={option => t('form.remove', { name: option.label ?? '' })}
          />
        </FormField>
        <FormField
          label={t('invitations.message')}
          errorText={refusal('message')}
          constraintText={t('form.characters', { used: [...message].length, max: 255 })}
          stretch
        >
          <Textarea value={message} onChange={e => setMessage(e.detail.value)} rows={3} />
        </FormField>
      </SpaceBetween>
    </Question>
  );
}
