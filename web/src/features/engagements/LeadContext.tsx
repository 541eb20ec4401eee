import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { problemText, useFlash } from '../../app/flash';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { convert, qualify, type Context, type Engagement, type Lead } from './api';
import { peopleOf } from './people';

type Dialog = 'Qualified' | 'Disqualified' | 'convert';

/** A lead: the company, how it was met, and what becomes of it. */
export function LeadContext({ engagement, context }: { engagement: Engagement; context: Context }) {
  const { t, tx, has } = useI18n();
  const [dialog, setDialog] = useState<Dialog>();
  const lead = context.lead as Lead;
  const status = lead.QualificationStatus ?? 'Unqualified';
  const statusKey = `lead.status.${status}`;
  const open = !engagement.opportunity;
  const or = (text: string | null | undefined) => text || t('common.empty');
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            actions={
              open && (
                <SpaceBetween direction="horizontal" size="xs">
                  <Button disabled={status === 'Disqualified'} onClick={() => setDialog('Disqualified')}>
                    {t('lead.disqualify')}
                  </Button>
                  <Button disabled={status === 'Qualified'} onClick={() => setDialog('Qualified')}>
                    {t('lead.qualify')}
                  </Button>
                  <Button
                    variant="primary"
                    disabled={status === 'Disqualified'}
                    disabledReason={t('lead.convert.not')}
                    onClick={() => setDialog('convert')}
                  >
                    {t('lead.convert')}
                  </Button>
                </SpaceBetween>
              )
            }
          >
            {t('lead.heading')}
          </Header>
        }
      >
        <KeyValuePairs
          columns={3}
          items={[
            { label: t('lead.status'), value: has(statusKey) ? t(statusKey) : status },
            { label: t('lead.company'), value: lead.Customer.CompanyName },
            { label: t('lead.industry'), value: or(tx('industry', lead.Customer.Industry ?? '')) },
            { label: t('lead.country'), value: or(tx('country', lead.Customer.Address?.CountryCode ?? '')) },
            { label: t('lead.website'), value: or(lead.Customer.WebsiteUrl) },
            { label: t('lead.segment'), value: or(lead.Customer.MarketSegment) },
            { label: t('lead.maturity'), value: or(lead.Customer.AwsMaturity) },
            { label: t('lead.readiness'), value: or(lead.Insights?.LeadReadinessScore) },
          ]}
        />
      </Container>
      <Interactions lead={lead} />
      {dialog === 'convert' && (
        <ConvertModal engagement={engagement} context={context} onClose={() => setDialog(undefined)} />
      )}
      {(dialog === 'Qualified' || dialog === 'Disqualified') && (
        <QualifyModal
          engagement={engagement}
          context={context}
          qualification={dialog}
          onClose={() => setDialog(undefined)}
        />
      )}
    </SpaceBetween>
  );
}

function Interactions({ lead }: { lead: Lead }) {
  const { t, time, fullName } = useI18n();
  const met = lead.Interactions ?? [];
  const or = (text: string | null | undefined) => text || t('common.empty');
  return (
    <Table
      variant="container"
      wrapLines
      items={met}
      header={
        <Header variant="h2" counter={`(${met.length})`}>
          {t('lead.interactions')}
        </Header>
      }
      ariaLabels={{ tableLabel: t('lead.interactions') }}
      columnDefinitions={[
        {
          id: 'when',
          header: t('history.when'),
          cell: i => time(i.InteractionDate ?? undefined),
          isRowHeader: true,
        },
        {
          id: 'who',
          header: t('lead.name'),
          cell: i => `${fullName(i.Contact.FirstName, i.Contact.LastName)} (${i.Contact.BusinessTitle})`,
        },
        { id: 'email', header: t('session.email'), cell: i => i.Contact.Email },
        { id: 'source', header: t('lead.source'), cell: i => or(i.SourceName ?? i.SourceType) },
        { id: 'action', header: t('lead.action'), cell: i => or(i.CustomerAction) },
        { id: 'problem', header: t('lead.problem'), cell: i => or(i.BusinessProblem) },
      ]}
    />
  );
}

interface Props {
  engagement: Engagement;
  context: Context;
  onClose: () => void;
}

function QualifyModal({
  engagement,
  context,
  qualification,
  onClose,
}: Props & { qualification: 'Qualified' | 'Disqualified' }) {
  const i18n = useI18n();
  const { t, time, fullName } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [action, setAction] = useState('');
  const people = peopleOf(context.lead as Lead);
  const [contact, setContact] = useState(people[0]?.email ?? '');
  const options = people.map(person => ({
    value: person.email,
    label: `${fullName(person.first, person.last)} (${person.title})`,
    description: person.met && t('lead.contact.last', { time: time(person.met) }),
  }));
  const save = useMutation({
    mutationFn: () =>
      qualify(engagement.id, {
        context: context.id,
        version: engagement.version,
        qualification,
        action,
        contact: action ? contact : '',
      }),
    onSuccess: async () => {
      flash.success(t('lead.saved'));
      onClose();
      await queries.invalidateQueries({ queryKey: ['engagements'] });
    },
  });
  const title = t(qualification === 'Qualified' ? 'lead.qualify' : 'lead.disqualify');
  return (
    <Question
      title={title}
      action={title}
      busy={save.isPending}
      onAction={() => save.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t(qualification === 'Qualified' ? 'lead.qualify.text' : 'lead.disqualify.text')}</span>
        {save.isError && <Alert type="error">{problemText(save.error, i18n)}</Alert>}
        <FormField label={t('common.optional', { label: t('lead.action') })} stretch>
          <Textarea value={action} onChange={e => setAction(e.detail.value)} rows={3} />
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

function ConvertModal({ engagement, context, onClose }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const { history } = useRouter();
  const save = useMutation({
    mutationFn: () => convert(engagement.id, context.id),
    onSuccess: async ({ opportunity = '' }) => {
      await queries.invalidateQueries();
      flash.success(t('lead.converted', { id: opportunity }));
      history.push(`/opportunities/${opportunity}`);
    },
  });
  return (
    <Question
      title={t('lead.convert')}
      action={t('lead.convert')}
      busy={save.isPending}
      onAction={() => save.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t('lead.convert.text')}</span>
        {save.isError && <Alert type="error">{problemText(save.error, i18n)}</Alert>}
      </SpaceBetween>
    </Question>
  );
}
