import { FollowLink } from '../../components/FollowLink';
import type { Filter } from '../../components/list/filters';
import type { Column } from '../../components/list/ServerTable';
import { ReviewStatus } from '../../components/Status';
import { values } from '../../gen/fields';
import type { I18n } from '../../i18n';
import { isSealed } from './objects';
import { recordHref } from './places';
import { PairingStatus, stateText } from './states';
import { pairingStates, type CrmField, type CrmObject, type FieldType, type RecordRow } from './types';
import { crmText, dayText, fieldOf, labelOf, pickText } from './values';

const widths: Partial<Record<FieldType, number>> = {
  boolean: 110,
  currency: 170,
  date: 150,
  datetime: 200,
  multipicklist: 260,
  url: 240,
};

/** Fields that every row carries beside the bag of fields, by the object that has them. */
const beside = new Set(['AccountId', 'StageName', 'Amount', 'CurrencyIsoCode', 'CloseDate', 'Owner']);

const shownAtFirst = 5;

const stageField = (object: CrmObject) => fieldOf(object, 'StageName') ?? fieldOf(object, 'Status');

/** What the CRM calls the name of such a record. */
const nameText = (object: CrmObject, i18n: I18n) => {
  const field = object.name === 'Opportunity' ? undefined : fieldOf(object, 'Name');
  return field
    ? labelOf(field, i18n)
    : i18n.t(object.name === 'Opportunity' ? 'record.dealName' : 'record.name');
};

/** A column for a field that the CRM describes. */
const ofField = (field: CrmField, i18n: I18n, hidden: boolean): Column<RecordRow> => ({
  id: `field.${field.name}`,
  header: labelOf(field, i18n),
  cell: row => crmText(field, row.fields?.[field.name], i18n, row.fields) || i18n.t('common.empty'),
  width: widths[field.type] ?? 190,
  hidden,
});

function dealColumns(object: CrmObject, i18n: I18n): Column<RecordRow>[] {
  const { t, money, label } = i18n;
  const stage = stageField(object);
  const or = (text: string | undefined) => text || t('common.empty');
  const header = (name: string, other: string) => {
    const field = fieldOf(object, name);
    return field ? labelOf(field, i18n) : other;
  };
  return [
    {
      id: 'account',
      header: header('AccountId', t('nav.accounts')),
      cell: row =>
        row.account ? (
          <FollowLink href={recordHref('Account', row.account.id)}>{row.account.name}</FollowLink>
        ) : (
          t('common.empty')
        ),
      width: 210,
    },
    {
      id: 'pairing',
      header: t('pairing.state'),
      cell: row => <PairingStatus pairing={row.pairing} />,
      width: 185,
    },
    {
      id: 'review',
      header: t('pairing.review'),
      cell: row => <ReviewStatus status={row.pairing.reviewStatus} />,
      width: 185,
    },
    {
      id: 'stage',
      header: stage ? labelOf(stage, i18n) : label('stage'),
      cell: row => or(row.stage && pickText(stage, row.stage, i18n)),
      width: 165,
    },
    {
      id: 'amount',
      header: header('Amount', t('record.amount')),
      cell: row => or(money(row.amount, row.currency)),
      width: 150,
    },
    {
      id: 'closeDate',
      header: header('CloseDate', label('target_close_date')),
      cell: row => or(dayText(row.closeDate ?? '', i18n)),
      sort: 'closeDate',
      width: 160,
    },
    { id: 'owner', header: header('Owner', t('record.owner')), cell: row => or(row.owner), width: 240 },
    {
      id: 'opportunity',
      header: label('opportunity_id'),
      cell: row => or(row.pairing.opportunityId),
      width: 160,
      hidden: true,
    },
  ];
}

/** The columns of a list of records: what every deal has first, then every field that the CRM describes. */
export function recordColumns(object: CrmObject, i18n: I18n): Column<RecordRow>[] {
  const { t, time } = i18n;
  const isDeal = object.name === 'Opportunity';
  const name: Column<RecordRow> = {
    id: 'name',
    header: nameText(object, i18n),
    cell: row => <FollowLink href={recordHref(row.object, row.id)}>{row.name || row.id}</FollowLink>,
    sort: isSealed(object.name) ? undefined : 'name',
    width: 290,
    isRowHeader: true,
  };
  const modified: Column<RecordRow> = {
    id: 'modified',
    header: t('record.modified'),
    cell: row => time(row.modifiedDate),
    sort: 'modified',
    width: 200,
  };
  const described = object.fields
    .filter(field => field.type !== 'longtext' && field.type !== 'reference' && field.name !== 'Name')
    .filter(field => !isDeal || !beside.has(field.name))
    .map((field, i) => ofField(field, i18n, isDeal || i >= shownAtFirst));
  return isDeal
    ? [name, ...dealColumns(object, i18n), modified, ...described]
    : [name, ...described, modified];
}

export function recordFilters(
  object: CrmObject,
  i18n: I18n,
  me: { email: string; name: string },
  accounts: readonly { id: string; name: string }[],
): Filter[] {
  const { t, tx } = i18n;
  const stage = stageField(object);
  const byName: Filter = { key: 'name', label: nameText(object, i18n), kind: 'text' };
  const byAccount: Filter = {
    key: 'account',
    label: t('crm.object.Account'),
    kind: 'choice',
    equalOnly: true,
    options: accounts.map(account => [account.id, account.name] as const),
  };
  const common: Filter[] = [
    ...(object.fields.some(field => field.name === 'AccountId') ? [byAccount] : []),
    ...(isSealed(object.name) ? [] : [byName]),
    { key: 'modified', label: t('record.modified'), kind: 'date' },
  ];
  if (object.name !== 'Opportunity') return common;
  return [
    {
      key: 'pairing',
      label: t('pairing.state'),
      kind: 'choice',
      options: pairingStates.map(state => [state, stateText(state, i18n)] as const),
    },
    {
      key: 'review',
      label: t('pairing.review'),
      kind: 'choice',
      options: values.review_status.map(([api]) => [api as string, tx('review_status', api)] as const),
    },
    ...(stage
      ? [
          {
            key: 'stage',
            label: labelOf(stage, i18n),
            kind: 'choice' as const,
            options: stage.values.map(value => [value.value, labelOf(value, i18n)] as const),
          },
        ]
      : []),
    {
      key: 'owner',
      label: t('record.owner'),
      kind: 'choice',
      options: [[me.email, t('record.ownerMe', { name: me.name })]],
    },
    { key: 'closeDate', label: i18n.label('target_close_date'), kind: 'date' },
    ...common,
  ];
}
