import type { Violation } from '../../../api/client';
import { readPath, textOf, type Doc } from '../../../components/form/document';
import type { I18n } from '../../../i18n';
import { own, spend } from './conditions';

const currency = 'Project.ExpectedCustomerSpend[].CurrencyCode';

/** The partner's own contract value in words. */
export const contractText = (doc: Doc, { money, t }: I18n): string =>
  money(textOf(readPath(doc, spend, own)), textOf(readPath(doc, currency, own))) || t('common.empty');

/** Says whether a refusal is about the partner's own contract value, which stands in one list with AWS's revenue. */
export function ofContract({ location }: Violation, doc: Doc): boolean {
  const at = /^Project\.ExpectedCustomerSpend\[(\d+)\]/.exec(location);
  const company = 'Project.ExpectedCustomerSpend[].TargetCompany';
  return at !== null && readPath(doc, company, ['index', Number(at[1])]) === own[1];
}
