import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { fields, type Field, type FieldId } from '../../gen/fields';
import type { I18n } from '../../i18n';
import { WebLink } from '../WebLink';
import { listOf, readField, textOf, type Doc } from './document';

/** The field that says in which currency an amount is. */
export const currencyOf: Partial<Record<FieldId, FieldId>> = {
  expected_monthly_aws_revenue: 'expected_spend_currency',
  software_value: 'software_value_currency',
};

/** The currency that an amount of a form is in; AWS takes US dollars where nobody has chosen. */
export const chosenCurrency = (text: (id: FieldId) => string, id: FieldId): string => {
  const beside = currencyOf[id];
  return (beside && text(beside)) || (id === 'expected_monthly_aws_revenue' ? 'USD' : '');
};

/** A field's value in words. */
export function fieldText(doc: Doc, id: FieldId, i18n: I18n): string {
  const field: Field = fields[id];
  const raw = readField(doc, id);
  const { values } = field;
  if (Array.isArray(raw)) return i18n.list(listOf(raw).map(one => (values ? i18n.tx(values, one) : one)));
  const text = textOf(raw);
  if (text === '') return '';
  if (values) return i18n.tx(values, text);
  if (field.type === 'date') return i18n.date(text);
  if (field.type === 'datetime') return i18n.time(text);
  const currency = currencyOf[id];
  if (currency) return i18n.money(text, textOf(readField(doc, currency)));
  return text;
}

export function fieldValue(doc: Doc, id: FieldId, i18n: I18n): ReactNode {
  const text = fieldText(doc, id, i18n);
  const { type } = fields[id];
  if (text === '') return i18n.t('common.empty');
  if (type === 'url') return <WebLink address={text} />;
  if (type === 'email') return <Link href={`mailto:${text}`}>{text}</Link>;
  if (type === 'longtext') return <Box variant="span">{text}</Box>;
  return text;
}
