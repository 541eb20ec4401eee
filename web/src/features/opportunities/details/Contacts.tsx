import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Table from '@cloudscape-design/components/table';
import type { Record } from '../../../api/central';
import { readField, textOf, type Doc } from '../../../components/form/document';
import { useI18n } from '../../../i18n';

interface Contact {
  side: string;
  role: string;
  /** What somebody in the role does, where AWS says it. */
  does?: string;
  name: string;
  email: string;
  phone: string;
}

const team = (doc: Doc | undefined, member: string): Doc[] =>
  Array.isArray(doc?.[member]) ? (doc[member] as Doc[]) : [];

/** Everybody on the deal: the customer's people, the partner's and AWS's. */
export function Contacts({ record }: { record: Record }) {
  const { t, tx, has, fullName } = useI18n();
  const customer = (record.document.Customer as Doc | undefined) ?? {};
  const company = textOf(readField(record.document, 'customer_company_name')) || t('contacts.customer');
  const contact = (side: string, role: string, person: Doc, does?: string): Contact => ({
    side,
    role,
    does,
    name: fullName(textOf(person.FirstName), textOf(person.LastName)),
    email: textOf(person.Email),
    phone: textOf(person.Phone),
  });
  const contacts = [
    ...team(customer, 'Contacts').map(person =>
      contact(company, textOf(person.BusinessTitle) || t('common.empty'), person),
    ),
    ...team(record.document, 'OpportunityTeam').map(person =>
      contact(record.partner.name, tx('partner_team_role', textOf(person.BusinessTitle)), person),
    ),
    ...team(record.awsSummary, 'OpportunityTeam').map(person => {
      const title = textOf(person.BusinessTitle);
      const does = `contacts.does.${title}`;
      return contact('AWS', tx('aws_team_role', title), person, has(does) ? t(does) : undefined);
    }),
  ];
  return (
    <Table
      variant="container"
      items={contacts}
      header={<Header variant="h2">{t('opportunities.tab.contacts')}</Header>}
      ariaLabels={{ tableLabel: t('opportunities.tab.contacts') }}
      empty={t('contacts.none')}
      columnDefinitions={[
        { id: 'side', header: t('partners.name'), cell: one => one.side, width: 160 },
        {
          id: 'role',
          header: t('contacts.role'),
          cell: one => (
            <>
              {one.role}
              {one.does && (
                <Box color="text-body-secondary" fontSize="body-s">
                  {one.does}
                </Box>
              )}
            </>
          ),
        },
        {
          id: 'name',
          header: t('contacts.name'),
          cell: one => one.name || t('common.empty'),
          isRowHeader: true,
        },
        {
          id: 'email',
          header: t('session.email'),
          cell: one =>
            one.email ? <Link href={`mailto:${one.email}`}>{one.email}</Link> : t('common.empty'),
        },
        { id: 'phone', header: t('contacts.phone'), cell: one => one.phone || t('common.empty') },
      ]}
      wrapLines
    />
  );
}
