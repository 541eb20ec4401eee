import type { FieldId } from '../../../gen/fields';
import type { MessageKey } from '../../../i18n/en';

export interface Section {
  title: MessageKey;
  fields: FieldId[];
}

/** What the tabs of an opportunity show of its document. */
export const tabs = {
  customer: [
    {
      title: 'wizard.group.company',
      fields: [
        'customer_company_name',
        'industry',
        'industry_other',
        'national_security',
        'customer_website',
        'customer_duns',
        'customer_aws_account_id',
      ],
    },
    { title: 'wizard.group.location', fields: ['country', 'state', 'postal_code', 'city', 'street_address'] },
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
  ],
  project: [
    {
      title: 'wizard.group.project',
      fields: [
        'project_title',
        'use_case',
        'opportunity_type',
        'parent_opportunity_id',
        'delivery_models',
        'sales_activities',
        'primary_need_from_aws',
        'apn_programs',
        'aws_partition',
        'other_solution',
      ],
    },
    {
      title: 'wizard.group.value',
      fields: [
        'expected_monthly_aws_revenue',
        'estimation_url',
        'contract_duration_value',
        'target_close_date',
      ],
    },
  ],
  additional: [
    {
      title: 'opportunities.section.software',
      fields: ['procurement_type', 'software_value', 'contract_start_date', 'contract_end_date'],
    },
    {
      title: 'wizard.group.additional',
      fields: [
        'partner_crm_id',
        'competitor',
        'competitor_other',
        'closed_lost_reason',
        'additional_comments',
      ],
    },
  ],
  marketing: [
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
  contacts: [
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
} as const satisfies { [tab: string]: Section[] };

/** Shown only when there is something to show. */
export const whenFilled = new Set<FieldId>([
  'aws_partition',
  'closed_lost_reason',
  'competitor_other',
  'contract_end_date',
  'contract_start_date',
  'industry_other',
  'national_security',
  'other_solution',
  'parent_opportunity_id',
  'procurement_type',
  'software_value',
  'state',
]);

/** The people at AWS who look after a deal, by their title in its team. */
export const awsTitles = ['AWSSalesRep', 'AWSAccountOwner', 'WWPSPDM', 'PDM', 'PSM', 'ISVSM'] as const;
