import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { AcceptToView } from '../../../components/AcceptToView';
import { WebLink } from '../../../components/WebLink';
import { useI18n } from '../../../i18n';
import type { LeadRecord, WholeLead } from '../api';
import { lastOf } from '../words';

/** The company of a lead, as far as it may be seen. */
export function CompanyFacts({ lead, actions }: { lead: WholeLead; actions?: ReactNode }) {
  const { t, tx, list } = useI18n();
  const or = (text: string | null | undefined) => text || t('common.empty');
  const { Customer: customer } = lead;
  const address = customer.Address;
  const place = [address?.PostalCode, address?.StateOrRegion, address?.City].filter(one => one != null);
  return (
    <Container
      header={
        <Header variant="h2" actions={actions}>
          {t('wizard.group.company')}
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          { label: t('lead.company'), value: customer.CompanyName },
          { label: t('lead.industry'), value: or(tx('industry', customer.Industry ?? '')) },
          { label: t('lead.website'), value: <WebLink address={customer.WebsiteUrl ?? ''} /> },
          { label: t('lead.country'), value: or(tx('country', address?.CountryCode ?? '')) },
          { label: t('leads.place'), value: or(list(place)) },
          { label: t('lead.segment'), value: or(customer.MarketSegment) },
          { label: t('lead.maturity'), value: or(customer.AwsMaturity) },
        ]}
      />
    </Container>
  );
}

/** What the customer wants, and who of the customer: hidden until the lead is accepted. */
export function NeedFacts({ record }: { record: LeadRecord }) {
  const { t, fullName } = useI18n();
  const or = (text: string | null | undefined) => text || t('common.empty');
  const met = lastOf(record.lead);
  const hidden = record.stage === 'PENDING';
  const person = met?.Contact;
  const veiled = (value: ReactNode) => (hidden ? <AcceptToView /> : value);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{t('leads.need')}</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: t('lead.useCase'), value: or(met?.Usecase) },
            { label: t('lead.problem'), value: veiled(or(met?.BusinessProblem)) },
            { label: t('lead.readiness'), value: or(record.lead.Insights?.LeadReadinessScore) },
            { label: t('lead.source'), value: or(met?.SourceType) },
            { label: t('leads.campaign'), value: or(met?.SourceName) },
            { label: t('lead.action'), value: veiled(or(met?.CustomerAction)) },
          ]}
        />
      </Container>
      <Container
        header={
          <Header variant="h2" description={hidden ? t('leads.hidden') : undefined}>
            {t('leads.contact')}
          </Header>
        }
      >
        <KeyValuePairs
          columns={4}
          items={[
            { label: t('lead.title'), value: or(hidden ? record.job : person?.BusinessTitle) },
            {
              label: t('lead.name'),
              value: veiled(or(person && fullName(person.FirstName, person.LastName))),
            },
            {
              label: t('session.email'),
              value: veiled(
                person?.Email ? <Link href={`mailto:${person.Email}`}>{person.Email}</Link> : or(''),
              ),
            },
            { label: t('contacts.phone'), value: veiled(or(person?.Phone)) },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}
