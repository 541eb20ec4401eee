import type { Form, Record } from '../../../api/central';
import { earliestDay } from '../../../components/form/days';
import { readPath, textOf, writePath } from '../../../components/form/document';
import { valueOf, withValue } from '../../../components/form/useForm';
import type { FieldId } from '../../../gen/fields';
import { isShown, own, spend } from '../form/conditions';
import { steps } from '../form/layout';

export const empty: Form = {
  document: {
    Catalog: 'AWS',
    Origin: 'Partner Referral',
    OpportunityType: 'Net New Business',
    NationalSecurity: 'No',
    Marketing: { Source: 'None' },
  },
  solutions: [],
  products: [],
  involvement: 'Co-Sell',
  visibility: 'Full',
};

/** A record as a form edits it. */
export const formOf = (record: Record): Form => ({
  document: record.document,
  solutions: record.solutions.map(solution => solution.id),
  products: record.products.map(product => product.id),
  involvement: record.involvement || 'Co-Sell',
  visibility: record.visibility || 'Full',
});

/** What belongs to one deal alone: its number in the partner's CRM, and what is to be done next. */
const stays = new Set<FieldId>(['partner_crm_id', 'next_steps']);

/**
 * The form of a new opportunity with all that the form of another one asks for. Where that one stands - stage, review,
 * history, owner - stays with it; a day that has passed is asked for anew.
 */
export function cloneOf(record: Record, now: Date): Form {
  const from = formOf(record);
  let form: Form = { ...empty, visibility: from.visibility };
  for (const id of steps.flatMap(step => step.groups.flatMap(group => group.fields))) {
    const value = valueOf(from, id);
    if (value === undefined || stays.has(id) || !isShown(from, id)) continue;
    if (id === 'target_close_date' && textOf(value) < earliestDay(now)) continue;
    form = withValue(form, id, value);
  }
  const contract = textOf(readPath(from.document, spend, own));
  return contract ? { ...form, document: writePath(form.document, spend, contract, own) } : form;
}
