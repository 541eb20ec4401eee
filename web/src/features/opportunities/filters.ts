import type { User } from '../../api/central';
import type { Filter } from '../../components/list/filters';
import { fields, type Field, type FieldId } from '../../gen/fields';
import type { I18n } from '../../i18n';
import { choices, summaryFilters } from './columns';

/** Fields that the list has as columns, under names of its own. */
const asColumns: readonly string[] = [
  'stage',
  'review_status',
  'origin',
  'involvement_type',
  'customer_company_name',
  'project_title',
  'opportunity_id',
  'partner_crm_id',
  'target_close_date',
  'created_date',
  'last_modified_date',
  'expected_monthly_aws_revenue',
  'owner_email',
];
const sources = ['Opportunity', 'SubmitOpportunity', 'AwsOpportunitySummary'];
const kinds: { [type: string]: Filter['kind'] } = {
  picklist: 'choice',
  multipicklist: 'choice',
  'boolean-yesno': 'choice',
  list: 'code',
  currency: 'number',
  number: 'number',
  date: 'day',
  datetime: 'day',
};

/** The customer's people are sealed, and no list looks at them. */
const sealed = (field: Field) => field.path.startsWith('Customer.Contacts');

function moreFilters(i18n: I18n): Filter[] {
  return Object.entries(fields as { [id: string]: Field }).flatMap(([id, field]) => {
    if (asColumns.includes(id) || !sources.includes(field.source) || field.type === 'json' || sealed(field))
      return [];
    const kind = kinds[field.type] ?? 'anywhere';
    const filter: Filter = { key: id, label: i18n.label(id as FieldId), kind, more: true, mayBeEmpty: true };
    if (kind !== 'choice') return [filter];
    return field.values
      ? [{ ...filter, options: choices(field.values, i18n) }]
      : [{ ...filter, kind: 'code' }];
  });
}

/** Every filter of a partner's list: the usual ones, and every other field of the catalogue. */
export function everyFilter(i18n: I18n, users: User[]): Filter[] {
  const { t } = i18n;
  const day = (filter: Filter): Filter => (filter.kind === 'date' ? { ...filter, kind: 'day' } : filter);
  const anywhere = (filter: Filter): Filter =>
    filter.kind === 'text' ? { ...filter, kind: 'anywhere' } : filter;
  return [
    ...summaryFilters(i18n, users).map(filter => anywhere(day(filter))),
    { key: 'submitted', label: t('opportunities.submitted'), kind: 'day' },
    { key: 'shared', label: t('opportunities.shared'), kind: 'day' },
    {
      key: 'flagged',
      label: t('flag.flagged'),
      kind: 'choice',
      equalOnly: true,
      options: [
        ['Yes', t('flag.yes')],
        ['No', t('flag.no')],
      ],
    },
    { key: 'review_round_trips', label: t('past.rounds'), kind: 'times' },
    { key: 'close_date_moves', label: t('past.moves'), kind: 'times' },
    { key: 'next_steps_changed', label: t('past.steps'), kind: 'day' },
    { key: 'closed_date', label: t('past.closed'), kind: 'day' },
    ...moreFilters(i18n),
  ];
}
