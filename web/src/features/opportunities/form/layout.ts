import type { FieldId } from '../../../gen/fields';
import type { MessageKey } from '../../../i18n/en';

export interface Group {
  title: MessageKey;
  fields: FieldId[];
}

export interface Step {
  id: string;
  title: MessageKey;
  description: MessageKey;
  groups: Group[];
}

/** Where each field of the form stands. A test holds it against the steps that the catalogue names. */
export const steps: Step[] = [
  {
    id: '1_customer',
    title: 'wizard.customer',
    description: 'wizard.customer.description',
    groups: [
      {
        title: 'wizard.group.company',
        fields: [
          'customer_company_name',
          'industry',
          'industry_other',
          'national_security',
          'customer_website',
          'customer_duns',
        ],
      },
      { title: 'wizard.group.location', fields: ['country', 'state', 'postal_code'] },
    ],
  },
  {
    id: '2_project',
    title: 'wizard.project',
    description: 'wizard.project.description',
    groups: [
      {
        title: 'wizard.group.support',
        fields: ['involvement_type', 'primary_need_from_aws', 'sales_activities'],
      },
      {
        title: 'wizard.group.project',
        fields: [
          'project_title',
          'customer_business_problem',
          'use_case',
          'opportunity_type',
          'parent_opportunity_id',
          'target_close_date',
          'next_steps',
        ],
      },
      {
        title: 'wizard.group.solution',
        fields: ['solutions', 'other_solution', 'aws_products', 'delivery_models', 'aws_partition'],
      },
      {
        title: 'wizard.group.value',
        fields: [
          'expected_monthly_aws_revenue',
          'expected_spend_currency',
          'estimation_url',
          'contract_duration_value',
        ],
      },
      {
        title: 'wizard.group.marketing',
        fields: [
          'marketing_source',
          'marketing_funds_used',
          'marketing_campaign',
          'marketing_channels',
          'marketing_use_cases',
        ],
      },
    ],
  },
  {
    id: '3_additional',
    title: 'wizard.additional',
    description: 'wizard.additional.description',
    groups: [
      {
        title: 'wizard.group.additional',
        fields: [
          'partner_crm_id',
          'customer_aws_account_id',
          'apn_programs',
          'competitor',
          'competitor_other',
          'additional_comments',
        ],
      },
      { title: 'wizard.group.address', fields: ['street_address', 'city'] },
    ],
  },
  {
    id: '4_contacts',
    title: 'wizard.contacts',
    description: 'wizard.contacts.description',
    groups: [
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
        title: 'wizard.group.partnerContact',
        fields: [
          'partner_contact_last_name',
          'partner_contact_first_name',
          'partner_contact_email',
          'partner_contact_phone',
        ],
      },
    ],
  },
];

/** In the catalogue's form, but not asked for: its value is what tells the partner contact in the team. */
export const unasked: FieldId[] = ['partner_contact_title'];

/** What AWS demands for a submission, or as soon as the field shows: these are not marked "optional". */
export const demanded = new Set<FieldId>([
  'competitor_other',
  'country',
  'customer_business_problem',
  'customer_company_name',
  'customer_website',
  'delivery_models',
  'expected_monthly_aws_revenue',
  'expected_spend_currency',
  'industry',
  'industry_other',
  'involvement_type',
  'marketing_funds_used',
  'marketing_source',
  'national_security',
  'opportunity_type',
  'other_solution',
  'postal_code',
  'primary_need_from_aws',
  'project_title',
  'sales_activities',
  'solutions',
  'state',
  'target_close_date',
  'use_case',
]);

export const stepOf = (id: FieldId): number =>
  steps.findIndex(step => step.groups.some(group => group.fields.includes(id)));
