import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
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
  collaboration: components['schemas']['Collaboration'];
  onClose: () => void;
}

const parts = { partners: 'AwsAccountId', responsibilities: 'ReceiverResponsibilities', message: 'Message' };

/** Invites connected partners to work on an opportunity. */
export function ShareModal({ id, collaboration, onClose }: Props) {
  const i18n = useI18n();
  const { t, tx } = i18n;
  const flash = useFlash();
  const follow = useFollow();
  const queries = useQueryClient();
  const { candidates, left } = collaboration;
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
      disabled={left < partners.length}
      disabledReason={t('reason.tooMany')}
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
        <FormField
          label={t('partners.whom')}
          description={t('partners.share.most')}
          constraintText={t('partners.share.left', { left: left - partners.length })}
          errorText={left < partners.length ? t('partners.share.full', { left }) : refusal('partners')}
        >
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
        <FormField
          label={t('partners.responsibilities')}
          description={t('partners.share.purpose')}
          errorText={refusal('responsibilities')}
        >
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
        <ExpandableSection headerText={t('partners.share.travels')} defaultExpanded>
          <SpaceBetween size="s">
            <Box color="text-body-secondary">{t('partners.share.travelsText')}</Box>
            <Travels offer={collaboration.offer} />
          </SpaceBetween>
        </ExpandableSection>
      </SpaceBetween>
    </Question>
  );
}

/** What a partner who is invited sees before it accepts, and nothing else of the opportunity. */
function Travels({ offer }: { offer: components['schemas']['OpportunityInvitation'] }) {
  const { t, tx, label, date, money, list } = useI18n();
  const { Customer: customer, Project: project } = offer;
  const or = (text: string | undefined) => text || t('common.empty');
  const spend = project.ExpectedCustomerSpend ?? [];
  const people = (offer.SenderContacts ?? []).map(one => one.Email);
  return (
    <KeyValuePairs
      columns={3}
      items={[
        { label: label('customer_company_name'), value: or(customer.CompanyName) },
        { label: label('industry'), value: or(tx('industry', customer.Industry)) },
        { label: label('country'), value: or(tx('country', customer.CountryCode)) },
        { label: label('customer_website'), value: or(customer.WebsiteUrl) },
        { label: label('project_title'), value: or(project.Title) },
        { label: label('target_close_date'), value: or(date(project.TargetCompletionDate)) },
        { label: label('customer_business_problem'), value: or(project.BusinessProblem) },
        {
          label: label('expected_monthly_aws_revenue'),
          value: or(list(spend.map(one => money(one.Amount ?? undefined, one.CurrencyCode)))),
        },
        { label: t('partners.share.contacts'), value: or(list(people)) },
      ]}
    />
  );
}
