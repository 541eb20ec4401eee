import Icon from '@cloudscape-design/components/icon';
import type { Summary, User } from '../../api/central';
import { FollowLink } from '../../components/FollowLink';
import type { Filter } from '../../components/list/filters';
import type { Column } from '../../components/list/ServerTable';
import { ReviewStatus } from '../../components/Status';
import { values, type ValueSet } from '../../gen/fields';
import type { I18n } from '../../i18n';
import { ToAnswer } from '../invitations/states';

export const choices = (set: ValueSet, { tx, ordered }: I18n) =>
  ordered(
    set,
    values[set].map(([value]) => ({ value: value as string, label: tx(set, value) })),
  ).map(({ value, label }) => [value, label] as const);

/** The columns of opportunities, for the partner's list and for the desk's queue. */
export function summaryColumns(
  i18n: I18n,
  hrefOf: (item: Summary) => string,
): Record<string, Column<Summary>> {
  const { t, tx, label, date, time, money } = i18n;
  const or = (text: string | undefined) => text || t('common.empty');
  return {
    id: {
      id: 'id',
      header: t('opportunities.id'),
      cell: item => (
        <>
          <FollowLink href={hrefOf(item)}>
            {item.invitation ? t('opportunities.invitation') : item.id}
          </FollowLink>
          {item.flagged && (
            <>
              {' '}
              <Icon name="flag" ariaLabel={t('flag.flagged')} />
            </>
          )}
        </>
      ),
      sort: 'id',
      width: 125,
      isRowHeader: true,
    },
    company: {
      id: 'company',
      header: t('opportunities.company'),
      cell: item => or(item.company),
      sort: 'company',
      width: 250,
    },
    title: {
      id: 'title',
      header: label('project_title'),
      cell: item => or(item.title),
      sort: 'title',
      width: 240,
    },
    status: {
      id: 'status',
      header: label('review_status'),
      cell: item =>
        item.invitation ? (
          <ToAnswer left={item.invitation.left} />
        ) : (
          <ReviewStatus status={item.reviewStatus} />
        ),
      width: 190,
    },
    stage: { id: 'stage', header: label('stage'), cell: item => or(tx('stage', item.stage)), width: 175 },
    revenue: {
      id: 'revenue',
      header: t('opportunities.revenue'),
      cell: item => or(money(item.revenue?.amount, item.revenue?.currency)),
      sort: 'revenue',
      width: 160,
    },
    closeDate: {
      id: 'closeDate',
      header: label('target_close_date'),
      cell: item => or(date(item.targetCloseDate)),
      sort: 'closeDate',
      width: 170,
    },
    owner: { id: 'owner', header: t('opportunities.owner'), cell: item => or(item.owner?.name), width: 160 },
    modified: {
      id: 'modified',
      header: label('last_modified_date'),
      cell: item => time(item.lastModifiedDate),
      sort: 'modified',
      width: 200,
    },
    created: {
      id: 'created',
      header: label('created_date'),
      cell: item => time(item.createdDate),
      sort: 'created',
      width: 200,
      hidden: true,
    },
    submitted: {
      id: 'submitted',
      header: t('opportunities.submitted'),
      cell: item => or(time(item.submittedDate)),
      width: 200,
      hidden: true,
    },
    country: {
      id: 'country',
      header: label('country'),
      cell: item => or(tx('country', item.country)),
      width: 160,
      hidden: true,
    },
    origin: {
      id: 'origin',
      header: label('origin'),
      cell: item => or(tx('origin', item.origin)),
      width: 170,
      hidden: true,
    },
    involvement: {
      id: 'involvement',
      header: label('involvement_type'),
      cell: item => or(tx('involvement_type', item.involvement)),
      width: 180,
      hidden: true,
    },
    reference: {
      id: 'reference',
      header: label('partner_crm_id'),
      cell: item => or(item.partnerReference),
      width: 200,
      hidden: true,
    },
  };
}

export function summaryFilters(i18n: I18n, users: User[]): Filter[] {
  const { t, label } = i18n;
  const choice = (key: string, text: string, set: ValueSet): Filter => ({
    key,
    label: text,
    kind: 'choice',
    options: choices(set, i18n),
  });
  return [
    choice('stage', label('stage'), 'stage'),
    choice('reviewStatus', label('review_status'), 'review_status'),
    choice('origin', label('origin'), 'origin'),
    choice('involvement', label('involvement_type'), 'involvement_type'),
    ...(users.length > 0
      ? [
          {
            key: 'owner',
            label: t('opportunities.owner'),
            kind: 'choice' as const,
            options: users.map(user => [user.email, user.name] as const),
          },
        ]
      : []),
    { key: 'company', label: label('customer_company_name'), kind: 'text' },
    { key: 'title', label: label('project_title'), kind: 'text' },
    { key: 'id', label: label('opportunity_id'), kind: 'exact' },
    { key: 'partnerReference', label: label('partner_crm_id'), kind: 'exact' },
    { key: 'closeDate', label: label('target_close_date'), kind: 'date' },
    { key: 'created', label: label('created_date'), kind: 'date' },
    { key: 'modified', label: label('last_modified_date'), kind: 'date' },
    { key: 'revenue', label: t('opportunities.revenue'), kind: 'number' },
  ];
}
