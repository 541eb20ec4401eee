import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { components } from '../../../api/central.d';
import { AcceptToView } from '../../../components/AcceptToView';
import { useI18n } from '../../../i18n';
import type { Invitation } from '../api';

/** A lead that is offered. Of the person it met it tells the title, and the rest once it is accepted. */
export function LeadOffer({
  invitation,
  lead,
}: {
  invitation: Invitation;
  lead: components['schemas']['LeadInvitation'];
}) {
  const { t, tx } = useI18n();
  const or = (text: string | null | undefined) => text || t('common.empty');
  const { Customer: customer, Interaction: met } = lead;
  const masked = invitation.status === 'PENDING' ? <AcceptToView /> : t('leads.seeThere');
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{t('wizard.group.company')}</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: t('lead.company'), value: customer.CompanyName },
            { label: t('lead.industry'), value: or(tx('industry', customer.Industry ?? '')) },
            { label: t('lead.country'), value: or(tx('country', customer.CountryCode ?? '')) },
            { label: t('lead.website'), value: or(customer.WebsiteUrl) },
            { label: t('lead.segment'), value: or(customer.MarketSegment) },
            { label: t('lead.maturity'), value: or(customer.AwsMaturity) },
            { label: t('lead.readiness'), value: or(invitation.readiness) },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2">{t('lead.interaction')}</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: t('lead.title'), value: met.ContactBusinessTitle },
            { label: t('lead.name'), value: masked },
            { label: t('session.email'), value: masked },
            { label: t('lead.useCase'), value: or(met.Usecase) },
            { label: t('lead.source'), value: or(met.SourceName ?? met.SourceType) },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}
