import Alert from '@cloudscape-design/components/alert';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { CatalogueField, foreignAmount } from '../../../components/form/CatalogueField';
import { EntityField } from '../../../components/form/EntityField';
import { mayEdit, readPath, textOf, writePath } from '../../../components/form/document';
import { amountIn } from '../../../components/form/normal';
import type { FormState } from '../../../components/form/useForm';
import { violationText } from '../../../components/form/violations';
import { values, type FieldId } from '../../../gen/fields';
import { useI18n } from '../../../i18n';
import { classified, isShown, noSupport, own, sovereign, spend, spendCurrency } from './conditions';
import { ofContract } from './contract';
import { demanded as ofSubmission } from './layout';

interface Props {
  ids: FieldId[];
  form: FormState;
  /** Paths that may be changed; fields outside of them are not drawn. */
  editable: readonly string[];
  /** Fields that are not marked "optional"; the standard are those that AWS demands for a submission. */
  demanded?: ReadonlySet<FieldId>;
  /** What the system itself has filled in, by field: told there until it is changed. */
  suggested?: Suggested;
}

export type Suggested = Partial<Record<FieldId, string>>;

/** Fields that read as one line. */
const beside: Partial<Record<FieldId, FieldId>> = {
  expected_monthly_aws_revenue: 'expected_spend_currency',
  customer_last_name: 'customer_first_name',
  partner_contact_last_name: 'partner_contact_first_name',
};
/** Japanese puts the family name first, English last. */
const familyNames = new Set<FieldId>(['customer_last_name', 'partner_contact_last_name']);
const followers = new Set(Object.values(beside));

export const drawn = (ids: FieldId[], form: FormState, editable: readonly string[]) =>
  ids.filter(id => isShown(form.form, id) && mayEdit(editable, id));

export function FieldGroup({ ids, form, editable, demanded = ofSubmission, suggested = {} }: Props) {
  const { locale } = useI18n();
  const shown = drawn(ids, form, editable);
  const line = (first: FieldId, second: FieldId) =>
    familyNames.has(first) && locale !== 'ja' ? [second, first] : [first, second];
  const one = (id: FieldId) => (
    <OneField
      key={id}
      id={id}
      form={form}
      optional={!demanded.has(id)}
      suggested={suggested[id] !== undefined && suggested[id] === form.text(id)}
    />
  );
  return (
    <SpaceBetween size="l">
      {shown
        .filter(id => !followers.has(id) || !shown.some(first => beside[first] === id))
        .map(id => {
          const second = beside[id];
          if (!second || !shown.includes(second)) return one(id);
          return (
            <ColumnLayout key={id} columns={2}>
              {line(id, second).map(one)}
            </ColumnLayout>
          );
        })}
    </SpaceBetween>
  );
}

interface OneProps {
  id: FieldId;
  form: FormState;
  optional: boolean;
  suggested: boolean;
}

function OneField({ id, form, optional, suggested }: OneProps) {
  const { t } = useI18n();
  switch (id) {
    case 'solutions':
    case 'aws_products':
      return <EntityField id={id} form={form} optional={optional} />;
    case 'involvement_type':
      return <Involvement form={form} />;
    case 'primary_need_from_aws':
      return <CatalogueField id={id} form={form} optional={optional} only={need => need !== noSupport} />;
    case 'expected_monthly_aws_revenue':
      return <CatalogueField id={id} form={withoutContract(form)} optional={optional} />;
    case 'expected_spend_currency':
      return (
        <CatalogueField
          id={id}
          form={{ ...form, text: field => form.text(field) || 'USD' }}
          only={currency =>
            values.spend_currency.some(([api]) => api === currency) &&
            (currency === 'EUR' || !sovereign(form.form))
          }
        />
      );
    case 'national_security':
      return (
        <SpaceBetween size="s">
          <CatalogueField id={id} form={form} optional={optional} />
          {classified(form.form) && <Told text="wizard.classified" />}
        </SpaceBetween>
      );
    case 'aws_partition':
      return (
        <SpaceBetween size="s">
          <CatalogueField id={id} form={inEuros(form)} optional={optional} />
          {sovereign(form.form) && <Told text="wizard.sovereign" />}
        </SpaceBetween>
      );
    case 'contract_duration_value':
      return <Contract form={form} />;
    default:
      return (
        <CatalogueField
          id={id}
          form={form}
          optional={optional}
          notice={suggested ? t('form.suggested') : undefined}
        />
      );
  }
}

/** A rule, told where it bites. */
function Told({ text }: { text: 'wizard.classified' | 'wizard.sovereign' }) {
  const { t } = useI18n();
  return <Alert type="info">{t(text)}</Alert>;
}

/** Whoever chooses the sovereign cloud pays in euros: the currency goes with the choice. */
const inEuros = (form: FormState): FormState => ({
  ...form,
  set: (id, value) => {
    form.set(id, value);
    if (id === 'aws_partition' && value === 'aws-eusc') form.set('expected_spend_currency', 'EUR');
  },
});

function Involvement({ form }: { form: FormState }) {
  const i18n = useI18n();
  const { t, tx, label } = i18n;
  const errors = form.violationsAt('involvement_type').map(violation => violationText(violation, i18n));
  return (
    <FormField label={label('involvement_type')} errorText={errors.join(' ') || undefined} stretch>
      <Tiles
        value={form.text('involvement_type') || null}
        onChange={e => form.set('involvement_type', e.detail.value)}
        items={[
          { value: 'Co-Sell', label: tx('involvement_type', 'Co-Sell'), description: t('wizard.cosell') },
          {
            value: 'For Visibility Only',
            label: tx('involvement_type', 'For Visibility Only'),
            description: t(classified(form.form) ? 'wizard.classified.cosell' : 'wizard.visibility'),
            disabled: classified(form.form),
          },
        ]}
      />
    </FormField>
  );
}

/** What is refused of the contract value is told there, not at AWS's revenue, which is in the same list. */
const withoutContract = (form: FormState): FormState => ({
  ...form,
  violationsAt: id => form.violationsAt(id).filter(one => !ofContract(one, form.form.document)),
});

/** The partner's own total value and the length of the contract, which AWS takes only together. */
function Contract({ form }: { form: FormState }) {
  const i18n = useI18n();
  const { t } = i18n;
  const currency = spendCurrency(form.form);
  const amount = textOf(readPath(form.form.document, spend, own));
  const refused = form.violations
    .filter(one => ofContract(one, form.form.document))
    .map(one => violationText(one, i18n));
  const write = (value: string) => {
    if (value === amount) return;
    form.setViolations(form.violations.filter(one => !ofContract(one, form.form.document)));
    form.setMany(old => ({ ...old, document: writePath(old.document, spend, value, own) }));
  };
  return (
    <ColumnLayout columns={2}>
      <FormField
        label={t('common.optional', { label: t('wizard.contractValue') })}
        description={t('wizard.contractValue.help')}
        errorText={foreignAmount(amount, currency, i18n) ?? (refused.join(' ') || undefined)}
      >
        <Input
          inputMode="decimal"
          name="contract_value"
          autoComplete={false}
          value={amount}
          onChange={e => write(e.detail.value)}
          onBlur={() => write(amountIn(currency, amount))}
        />
      </FormField>
      <CatalogueField id="contract_duration_value" form={form} optional />
    </ColumnLayout>
  );
}
