import type { Form } from '../../../api/central';
import { listOf, readPath, textOf, writePath } from '../../../components/form/document';
import { chosenCurrency } from '../../../components/form/FieldValue';
import { amountIn, readText } from '../../../components/form/normal';
import { valueOf, withValue } from '../../../components/form/useForm';
import { fields, noPostalCode, type FieldId } from '../../../gen/fields';
import { steps } from './layout';

/** What AWS calls a deal that is only shown to it. */
export const noSupport = 'Do Not Need Support from AWS Sales Rep';

const is =
  (id: FieldId, ...wanted: string[]) =>
  (form: Form) =>
    wanted.includes(textOf(valueOf(form, id)));

const fromMarketing = is('marketing_source', 'Marketing Activity');

/** Fields that show only when something else says so. What is right for them is the server's business alone. */
const shownWhen: Partial<Record<FieldId, (form: Form) => boolean>> = {
  industry_other: is('industry', 'Other'),
  national_security: is('industry', 'Government'),
  state: is('country', 'US'),
  postal_code: form => !noPostalCode.includes(textOf(valueOf(form, 'country'))),
  primary_need_from_aws: is('involvement_type', 'Co-Sell'),
  parent_opportunity_id: is('opportunity_type', 'Flat Renewal', 'Expansion'),
  other_solution: form => listOf(valueOf(form, 'solutions')).length === 0,
  marketing_funds_used: fromMarketing,
  marketing_campaign: fromMarketing,
  marketing_channels: fromMarketing,
  marketing_use_cases: fromMarketing,
  competitor_other: form => textOf(valueOf(form, 'competitor')).includes('Other'),
};

export const isShown = (form: Form, id: FieldId) => shownWhen[id]?.(form) ?? true;

/**
 * The form as it is sent. A value that was typed before its field went out of sight is left out, so that nobody sends
 * what they cannot see; the visibility-only choice speaks through the need that AWS has for it.
 */
export function asSent(form: Form, editable: (id: FieldId) => boolean = () => true): Form {
  let sent = form;
  for (const id of steps.flatMap(step => step.groups.flatMap(group => group.fields))) {
    if (!editable(id)) continue;
    const value = valueOf(form, id);
    if (!isShown(form, id)) sent = withValue(sent, id, undefined);
    else if (typeof value === 'string') {
      const currency = chosenCurrency(one => textOf(valueOf(form, one)), id);
      sent = withValue(sent, id, readText(id, fields[id], value, currency));
    }
  }
  if (form.involvement === 'For Visibility Only' && editable('primary_need_from_aws')) {
    sent = withValue(sent, 'primary_need_from_aws', [noSupport]);
  }
  return withDuration(withContract(sent));
}

export const spend = 'Project.ExpectedCustomerSpend[].Amount';
const currency = 'Project.ExpectedCustomerSpend[].CurrencyCode';
export const own = ['TargetCompany', 'Self'] as const;
const aws = ['TargetCompany', 'AWS'] as const;

export const sovereign = (form: Form) => textOf(valueOf(form, 'aws_partition')) === 'aws-eusc';
export const classified = (form: Form) => textOf(valueOf(form, 'national_security')) === 'Yes';

/** The currency of all amounts of a deal. */
export const spendCurrency = (form: Form) => textOf(readPath(form.document, currency, aws)) || 'USD';

/** AWS takes all amounts of a deal in one currency. */
function withContract(form: Form): Form {
  const amount = textOf(readPath(form.document, spend, own));
  if (!amount) return form;
  const code = spendCurrency(form);
  const document = writePath(form.document, spend, amountIn(code, amount), own);
  return { ...form, document: writePath(document, currency, code, own) };
}

/** AWS takes the length of a contract as a number with its unit. */
function withDuration(form: Form): Form {
  const months = textOf(valueOf(form, 'contract_duration_value'));
  return withValue(form, 'contract_duration_term', months ? 'Months' : undefined);
}
