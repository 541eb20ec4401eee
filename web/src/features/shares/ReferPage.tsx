import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import type { Form, TeamMember } from '../../api/central';
import type { Violation } from '../../api/client';
import { fieldAt, type Doc } from '../../components/form/document';
import { useForm } from '../../components/form/useForm';
import type { FieldId } from '../../gen/fields';
import { useI18n } from '../../i18n';
import { asSent, isShown } from '../opportunities/form/conditions';
import { FieldGroup } from '../opportunities/form/FieldGroup';
import { refer } from './api';
import { SenderFields, senderAt } from './SenderFields';
import { ShareForm } from './ShareForm';

/** What the partner reads in the invitation. */
const shownAtOnce: FieldId[] = [
  'customer_company_name',
  'industry',
  'industry_other',
  'customer_website',
  'country',
  'project_title',
  'customer_business_problem',
  'expected_monthly_aws_revenue',
  'expected_spend_currency',
  'target_close_date',
];

/** What it learns by accepting. */
const hidden: FieldId[] = [
  'customer_last_name',
  'customer_first_name',
  'customer_title',
  'customer_email',
  'customer_phone',
  'state',
  'postal_code',
  'use_case',
  'primary_need_from_aws',
  'next_steps',
  'aws_products',
];

/** What the invitation cannot do without. */
const needed = new Set<FieldId>(
  shownAtOnce.filter(id => id !== 'expected_monthly_aws_revenue' && id !== 'expected_spend_currency'),
);

const empty: Form = {
  document: {
    Origin: 'AWS Referral',
    OpportunityType: 'Net New Business',
    NationalSecurity: 'No',
  },
  solutions: [],
  products: [],
  involvement: 'Co-Sell',
  visibility: 'Full',
};

/** The opportunity as CreateOpportunity has it, with the AWS products beside it. */
function opportunityOf(form: Form): Doc {
  const { document, products = [] } = asSent(form);
  return products.length > 0
    ? { ...document, RelatedEntityIdentifiers: { AwsProducts: products } }
    : document;
}

/** Refers an opportunity of AWS to a partner. */
export function ReferPage() {
  const { t } = useI18n();
  const form = useForm(empty);
  const [sender, setSender] = useState<TeamMember>({
    BusinessTitle: '',
    FirstName: '',
    LastName: '',
    Email: '',
  });
  const told = Object.values(sender).some(Boolean);
  const isBeside = (violation: Violation) => {
    const id = fieldAt(violation.location);
    const drawn = id && [...shownAtOnce, ...hidden].includes(id) && isShown(form.form, id);
    return drawn || senderAt(violation.location) !== undefined;
  };
  const group = (ids: FieldId[]) => <FieldGroup ids={ids} form={form} editable={['*']} demanded={needed} />;
  return (
    <ShareForm
      title={t('shares.refer')}
      description={t('shares.refer.text')}
      action={t('shares.refer.send')}
      changed={form.changed || told}
      send={(partner, message) => refer(partner, message, told ? [sender] : [], opportunityOf(form.form))}
      violations={form.violations}
      onViolations={form.setViolations}
      isBeside={isBeside}
    >
      <Container
        header={
          <Header variant="h2" description={t('shares.shown.text')}>
            {t('shares.shown')}
          </Header>
        }
      >
        {group(shownAtOnce)}
      </Container>
      <Container
        header={
          <Header variant="h2" description={t('shares.hidden.text')}>
            {t('shares.hidden')}
          </Header>
        }
      >
        {group(hidden)}
      </Container>
      <SenderFields
        sender={sender}
        violations={form.violations}
        onChange={next => {
          setSender(next);
          form.setViolations(form.violations.filter(one => senderAt(one.location) === undefined));
        }}
      />
    </ShareForm>
  );
}
