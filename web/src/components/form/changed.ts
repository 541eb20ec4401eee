import { fields, type Field } from '../../gen/fields';
import type { I18n } from '../../i18n';
import { fieldAt, listOf, textOf } from './document';

/** A value as it stood in the record, in words where the catalogue has them. */
export function shown(path: string, value: unknown, i18n: I18n): string {
  const id = fieldAt(path);
  const field: Field | undefined = id && fields[id];
  const word = (one: string) =>
    field?.values ? i18n.tx(field.values, one) : field?.type === 'date' ? i18n.date(one) : one;
  if (value === undefined || value === null || value === '') return i18n.t('history.nothing');
  if (Array.isArray(value) && value.every(one => typeof one !== 'object'))
    return i18n.list(listOf(value).map(word));
  if (typeof value === 'object') return JSON.stringify(value);
  return word(textOf(value) || String(value as boolean));
}

export const labelAt = (path: string, i18n: I18n) => {
  const id = fieldAt(path);
  return id ? i18n.label(id) : path;
};
