import type { Violation } from '../../../api/client';
import { readPath, textOf, type Doc } from '../../../components/form/document';
import { fields } from '../../../gen/fields';
import type { I18n } from '../../../i18n';
import { own, spend } from './conditions';

const currency = fields.expected_spend_currency.path;
const company = fields.expected_spend_target_company.path;
const list = spend.slice(0, spend.indexOf('['));

/** The partner's own contract value in words. */
export const contractText = (doc: Doc, { money, t }: I18n): string =>
  money(textOf(readPath(doc, spend, own)), textOf(readPath(doc, currency, own))) || t('common.empty');

/** Says whether a refusal is about the partner's own contract value, which stands in one list with AWS's revenue. */
export function ofContract({ location }: Violation, doc: Doc): boolean {
  const [start, rest] = location.split('[', 2);
  return start === list && readPath(doc, company, ['index', Number.parseInt(rest ?? '', 10)]) === own[1];
}
