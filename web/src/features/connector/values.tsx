import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { isEmpty } from '../../components/clash/edits';
import { listOf, textOf } from '../../components/form/document';
import { FollowLink } from '../../components/FollowLink';
import type { I18n } from '../../i18n';
import { recordHref } from './places';
import type { CrmField, CrmObject, Fields, Reference } from './types';

export const labelOf = (field: { label: string; labelJa: string }, { pick }: I18n) =>
  pick(field.label, field.labelJa);

export const fieldOf = (object: CrmObject, name: string) => object.fields.find(field => field.name === name);

export const pickText = (field: CrmField | undefined, value: string, i18n: I18n): string => {
  const known = field?.values.find(pick => pick.value === value);
  return known ? labelOf(known, i18n) : value;
};

const isMoment = (text: string) => !Number.isNaN(Date.parse(text));

/** A day in words; what is no day, as somebody else's data may have it, stays as it is. */
export const dayText = (text: string, { date }: I18n) => (isMoment(text) ? date(text) : text);

const currencyOf = (fields: Fields) => textOf(fields.CurrencyIsoCode);

/** A CRM value in words; "" for an empty one. */
export function crmText(
  field: CrmField | undefined,
  value: unknown,
  i18n: I18n,
  fields: Fields = {},
): string {
  if (isEmpty(value)) return '';
  if (Array.isArray(value)) return i18n.list(listOf(value).map(one => pickText(field, one, i18n)));
  if (typeof value === 'boolean') return i18n.t(value ? 'common.yes' : 'common.no');
  const text = typeof value === 'object' ? JSON.stringify(value) : textOf(value);
  switch (field?.type) {
    case 'currency':
      return Number.isFinite(Number(text)) ? i18n.money(text, currencyOf(fields)) : text;
    case 'number':
      return Number.isFinite(Number(text)) ? i18n.number(Number(text)) : text;
    case 'date':
      return dayText(text, i18n);
    case 'datetime':
      return isMoment(text) ? i18n.time(text) : text;
    default:
      return pickText(field, text, i18n);
  }
}

/** A link only for what is one: a stored "javascript:" address stays text. */
const isWebAddress = (text: string) => /^https?:\/\//i.test(text);

export function crmValue(
  field: CrmField,
  fields: Fields,
  references: { [field: string]: Reference },
  i18n: I18n,
): ReactNode {
  const text = crmText(field, fields[field.name], i18n, fields);
  if (text === '') return i18n.t('common.empty');
  const to = references[field.name];
  if (to) return <FollowLink href={recordHref(to.object ?? field.object ?? '', to.id)}>{to.name}</FollowLink>;
  if (field.type === 'url' && isWebAddress(text)) {
    return (
      <Link href={text} external externalIconAriaLabel={i18n.t('common.newTab')}>
        {text}
      </Link>
    );
  }
  if (field.type === 'email') return <Link href={`mailto:${textOf(fields[field.name])}`}>{text}</Link>;
  return text;
}
