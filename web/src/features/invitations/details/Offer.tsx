import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { components } from '../../../api/central.d';
import { AcceptToView } from '../../../components/AcceptToView';
import { readField, type Doc } from '../../../components/form/document';
import { fieldValue } from '../../../components/form/FieldValue';
import type { FieldId } from '../../../gen/fields';
import { useI18n } from '../../../i18n';
import type { MessageKey } from '../../../i18n/en';
import type { Invitation } from '../api';

type OfferOf = components['schemas']['OpportunityInvitation'];

/** What AWS holds back of a referral until it is accepted. Source: reference 5.1. */
const withheld = new Set<FieldId>([
  'city',
  'customer_aws_account_id',
  'customer_email',
  'customer_first_name',
  'customer_last_name',
  'customer_phone',
  'customer_title',
  'other_solution',
  'solutions',
  'state',
  'street_address',
]);

const groups: { title: MessageKey; fields: FieldId[] }[] = [
  {
    title: 'wizard.group.company',
    fields: [
      'customer_company_name',
      'industry',
      'customer_website',
      'country',
      'postal_code',
      'state',
      'city',
      'street_address',
      'customer_aws_account_id',
    ],
  },
  {
    title: 'wizard.group.customerContact',
    fields: [
      'customer_last_name',
      'customer_first_name',
      'customer_title',
      'customer_email',
      'customer_phone',
    ],
  },
  {
    title: 'wizard.group.project',
    fields: [
      'project_title',
      'customer_business_problem',
      'use_case',
      'opportunity_type',
      'delivery_models',
      'expected_monthly_aws_revenue',
      'target_close_date',
      'next_steps',
      'solutions',
      'other_solution',
    ],
  },
];

/** An invitation's words in the shape of an opportunity, for those that show no more. */
const documentOf = (offer: OfferOf): Doc => ({
  Customer: {
    Account: {
      CompanyName: offer.Customer.CompanyName,
      Industry: offer.Customer.Industry,
      WebsiteUrl: offer.Customer.WebsiteUrl,
      Address: { CountryCode: offer.Customer.CountryCode },
    },
  },
  Project: {
    Title: offer.Project.Title,
    CustomerBusinessProblem: offer.Project.BusinessProblem,
    ExpectedCustomerSpend: offer.Project.ExpectedCustomerSpend ?? [],
  },
  LifeCycle: { TargetCloseDate: offer.Project.TargetCompletionDate },
});

/** An opportunity that is offered: what may be seen, and what is to be seen once it is accepted. */
export function Offer({ invitation, offer }: { invitation: Invitation; offer: OfferOf }) {
  const i18n = useI18n();
  const { t, tx, label, list } = i18n;
  const doc = (invitation.preview as Doc | undefined) ?? documentOf(offer);
  const masked = invitation.preview !== undefined || invitation.status === 'PENDING';
  const value = (id: FieldId): ReactNode =>
    readField(doc, id) === undefined && masked && withheld.has(id) ? (
      <AcceptToView />
    ) : (
      fieldValue(doc, id, i18n)
    );
  const responsibilities = offer.ReceiverResponsibilities ?? [];
  return (
    <SpaceBetween size="l">
      {responsibilities.length > 0 && (
        <Container header={<Header variant="h2">{t('partners.responsibilities')}</Header>}>
          {list(responsibilities.map(one => tx('receiver_responsibility', one)))}
        </Container>
      )}
      {groups.map(group => {
        const ids = group.fields.filter(
          id => invitation.preview || readField(doc, id) !== undefined || (masked && withheld.has(id)),
        );
        if (ids.length === 0) return null;
        return (
          <Container key={group.title} header={<Header variant="h2">{t(group.title)}</Header>}>
            <KeyValuePairs columns={3} items={ids.map(id => ({ label: label(id), value: value(id) }))} />
          </Container>
        );
      })}
      <Senders offer={offer} />
    </SpaceBetween>
  );
}

/** The people at the sender's. */
function Senders({ offer }: { offer: OfferOf }) {
  const { t, fullName } = useI18n();
  return (
    <Table
      variant="container"
      items={offer.SenderContacts ?? []}
      trackBy={person => person.Email}
      header={<Header variant="h2">{t('invitations.contacts')}</Header>}
      ariaLabels={{ tableLabel: t('invitations.contacts') }}
      empty={t('invitations.noContacts')}
      columnDefinitions={[
        {
          id: 'name',
          header: t('invitations.contact.name'),
          cell: p => fullName(p.FirstName ?? '', p.LastName ?? '') || t('common.empty'),
          isRowHeader: true,
        },
        {
          id: 'title',
          header: t('invitations.contact.title'),
          cell: p => p.BusinessTitle || t('common.empty'),
        },
        { id: 'email', header: t('session.email'), cell: p => p.Email },
      ]}
    />
  );
}
