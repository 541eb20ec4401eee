import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import type { Token } from '../../api/list';
import type { I18n } from '../../i18n';

/** A property that a list can be filtered by. */
export interface Filter {
  key: string;
  label: string;
  kind: 'choice' | 'text' | 'prefix' | 'exact' | 'date' | 'number';
  /** For a choice: what can be chosen, value and text. */
  options?: readonly (readonly [value: string, text: string])[];
  /** A choice that the server cannot turn round. */
  equalOnly?: true;
}

type Property = PropertyFilterProps.FilteringProperty;
type Operator = PropertyFilterProps.ExtendedOperator<unknown>;

function choice(filter: Filter): Operator[] {
  const texts = new Map(filter.options);
  const format = (value: unknown) =>
    [value]
      .flat()
      .map(one => texts.get(String(one)) ?? String(one))
      .join(', ');
  const operators = filter.equalOnly ? (['='] as const) : (['=', '!='] as const);
  return operators.map(operator => ({ operator, tokenType: 'enum', format }));
}

function day({ t, date }: I18n): Operator[] {
  return (['>=', '<=', '>', '<', '='] as const).map(operator => ({
    operator,
    format: value => date(String(value ?? '')),
    form: ({ value, onChange }) => (
      <FormField label={t('form.date')}>
        <DatePicker
          value={String(value ?? '')}
          onChange={e => onChange(e.detail.value)}
          expandToViewport
          openCalendarAriaLabel={() => t('form.openCalendar')}
        />
      </FormField>
    ),
  }));
}

function amount({ t, number }: I18n): Operator[] {
  return (['>=', '<=', '>', '<'] as const).map(operator => ({
    operator,
    format: value => (Number.isFinite(Number(value)) ? number(Number(value)) : String(value ?? '')),
    form: ({ value, onChange }) => (
      <FormField label={t('form.amount')}>
        <Input
          type="number"
          inputMode="decimal"
          value={String(value ?? '')}
          onChange={e => onChange(e.detail.value)}
        />
      </FormField>
    ),
  }));
}

export function properties(filters: Filter[], i18n: I18n): Property[] {
  return filters.map(filter => ({
    key: filter.key,
    propertyLabel: filter.label,
    groupValuesLabel: i18n.t('filter.values', { name: filter.label }),
    ...(filter.kind === 'choice' && { operators: choice(filter) }),
    ...(filter.kind === 'text' && { operators: ['^', '='] as const, defaultOperator: '^' as const }),
    ...(filter.kind === 'prefix' && { operators: ['^'] as const, defaultOperator: '^' as const }),
    ...(filter.kind === 'exact' && { operators: ['='] as const }),
    ...(filter.kind === 'date' && { operators: day(i18n), defaultOperator: '>=' as const }),
    ...(filter.kind === 'number' && { operators: amount(i18n), defaultOperator: '>=' as const }),
  }));
}

export const options = (filters: Filter[]): PropertyFilterProps.FilteringOption[] =>
  filters.flatMap(filter =>
    (filter.options ?? []).map(([value, label]) => ({ propertyKey: filter.key, value, label })),
  );

export const queryOf = (tokens: Token[] | undefined): PropertyFilterProps.Query => ({
  operation: 'and',
  tokens: (tokens ?? []).map(token => ({
    propertyKey: token.property,
    operator: token.operator as PropertyFilterProps.ComparisonOperator,
    value: token.value,
  })),
});

/** The tokens that say something. "Stage =" with no value chosen does not. */
export const tokensOf = (query: PropertyFilterProps.Query): Token[] =>
  query.tokens.flatMap(({ propertyKey, operator, value }) => {
    const wanted = Array.isArray(value) ? value.map(String) : String(value ?? '');
    if (wanted.length === 0) return [];
    return [{ ...(propertyKey && { property: propertyKey }), operator, value: wanted }];
  });
