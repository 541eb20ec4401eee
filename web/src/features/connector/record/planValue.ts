import { isEmpty } from '../../../components/clash/edits';
import { fieldAt } from '../../../components/form/document';
import { fields, type Field } from '../../../gen/fields';
import type { I18n } from '../../../i18n';
import { crmText, dayText } from '../values';
import type { CrmField } from '../types';

/** A value of AWS's side in words: by the catalogue's row for its path. */
export function awsText(path: string, value: unknown, i18n: I18n): string {
  if (isEmpty(value)) return '';
  const id = fieldAt(path);
  const row: Field | undefined = id && fields[id];
  const word = (one: unknown): string => {
    if (typeof one === 'object') return JSON.stringify(one);
    const text = String(one);
    if (row?.values) return i18n.tx(row.values, text);
    return row?.type === 'date' ? dayText(text, i18n) : text;
  };
  return Array.isArray(value) ? i18n.list(value.map(word)) : word(value);
}

/** A value of the CRM's side in words. The mapping may have brought it into AWS's form already. */
export function ourText(field: CrmField | undefined, path: string, value: unknown, i18n: I18n): string {
  const known = field?.values.some(pick => [value].flat().includes(pick.value));
  if (field && field.values.length > 0 && !known) return awsText(path, value, i18n);
  return crmText(field, value, i18n);
}
