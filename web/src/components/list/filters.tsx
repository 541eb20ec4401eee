import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { PropertyFilterProps } from '@cloudscape-design/components/property-filter';
import { lazy, Suspense } from 'react';
import type { Token } from '../../api/list';
import { useI18n, type I18n } from '../../i18n';

const DatePicker = lazy(() => import('@cloudscape-design/components/date-picker'));

/** A property that a list can be filtered by. */
export interface Filter {
  key: string;
  label: string;
  /** An anywhere is a text that is also looked for inside of others, a day a date that may move with the calendar, times how often. */
  kind: 'choice' | 'text' | 'anywhere' | 'prefix' | 'exact' | 'code' | 'date' | 'day' | 'number' | 'times';
  /** For a choice: what can be chosen, value and text. */
  options?: readonly (readonly [value: string, text: string])[];
  /** A choice that the server cannot turn round. */
  equalOnly?: true;
  /** A field that may have no value, which can be asked for as well. */
  mayBeEmpty?: true;
  /** Stands in the second group of properties. */
  more?: true;
}

type Property = PropertyFilterProps.FilteringProperty;
type Operator = PropertyFilterProps.ExtendedOperator<unknown>;

function choice(filter: Filter, { t }: I18n): Operator[] {
  const texts = new Map(filter.options).set('', t('filter.empty'));
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
        <Suspense>
          <DatePicker
            value={String(value ?? '')}
            onChange={e => onChange(e.detail.value)}
            expandToViewport
            openCalendarAriaLabel={() => t('form.openCalendar')}
          />
        </Suspense>
      </FormField>
    ),
  }));
}

/** A day that moves with the calendar, or one of the calendar. */
function DayForm({ value, onChange }: { value: unknown; onChange: (value: string) => void }) {
  const { t, day } = useI18n();
  const text = String(value ?? '');
  const moving = movingDays.map(one => ({ value: one, label: day(one) }));
  const fixed = { value: '', label: t('day.fixed') };
  return (
    <SpaceBetween size="s">
      <FormField label={t('form.date')}>
        <Select
          options={[fixed, ...moving]}
          selectedOption={moving.find(one => one.value === text) ?? fixed}
          onChange={e => onChange(e.detail.selectedOption.value ?? '')}
          expandToViewport
        />
      </FormField>
      {!text.startsWith('@') && (
        <FormField label={t('day.fixed')}>
          <Suspense>
            <DatePicker
              value={text}
              onChange={e => onChange(e.detail.value)}
              expandToViewport
              openCalendarAriaLabel={() => t('form.openCalendar')}
            />
          </Suspense>
        </FormField>
      )}
    </SpaceBetween>
  );
}

const movingDays = [
  '@today',
  '@today-7',
  '@today-14',
  '@today-30',
  '@month',
  '@month+1',
  '@quarter',
  '@quarter+1',
];

function movingDay({ t, day }: I18n): Operator[] {
  return (['>=', '<=', '>', '<', '='] as const).map(operator => ({
    operator,
    format: value => day(String(value ?? '')) || t('filter.empty'),
    form: DayForm,
  }));
}

function amount({ t, number }: I18n, times: boolean): Operator[] {
  const operators = times ? (['=', '>=', '<='] as const) : (['>=', '<=', '>', '<'] as const);
  return operators.map(operator => ({
    operator,
    format: value => (Number.isFinite(Number(value)) ? number(Number(value)) : String(value ?? '')),
    form: ({ value, onChange }) => (
      <FormField label={t(times ? 'form.times' : 'form.amount')}>
        <Input
          type="number"
          inputMode={times ? 'numeric' : 'decimal'}
          value={String(value ?? '')}
          onChange={e => onChange(e.detail.value)}
        />
      </FormField>
    ),
  }));
}

/** "^" and ":" say nothing to people: where they are shown they are the words for it. */
const words = { '^': 'filter.begins', ':': 'filter.contains' } as const;
const isWorded = (operator: string): operator is keyof typeof words => operator in words;
const shown = (operator: string, { t }: I18n) =>
  (isWorded(operator) ? t(words[operator]) : operator) as PropertyFilterProps.ComparisonOperator;
const sent = (operator: string, { t }: I18n) =>
  Object.entries(words).find(([, word]) => t(word) === operator)?.[0] ?? operator;
const begins = (i18n: I18n) => shown('^', i18n);
const contains = (i18n: I18n) => shown(':', i18n);

/** How text without a property is looked for. */
export function freeTextOf(
  freeText: ':' | '^' | 'none',
  i18n: I18n,
): PropertyFilterProps.FreeTextFiltering | undefined {
  if (freeText === 'none') return undefined;
  const operator = shown(freeText, i18n);
  return { operators: [operator], defaultOperator: operator };
}

export function properties(filters: Filter[], i18n: I18n): Property[] {
  return filters.map(filter => ({
    key: filter.key,
    propertyLabel: filter.label,
    groupValuesLabel: i18n.t('filter.values', { name: filter.label }),
    ...(filter.more && { group: 'more' }),
    ...(filter.kind === 'choice' && { operators: choice(filter, i18n) }),
    ...(filter.kind === 'text' && { operators: [begins(i18n), '='], defaultOperator: begins(i18n) }),
    ...(filter.kind === 'anywhere' && {
      operators: [contains(i18n), begins(i18n), '=', '!='],
      defaultOperator: contains(i18n),
    }),
    ...(filter.kind === 'code' && { operators: ['=', '!='] as const }),
    ...(filter.kind === 'day' && { operators: movingDay(i18n), defaultOperator: '>=' as const }),
    ...(filter.kind === 'prefix' && { operators: [begins(i18n)], defaultOperator: begins(i18n) }),
    ...(filter.kind === 'exact' && { operators: ['='] as const }),
    ...(filter.kind === 'date' && { operators: day(i18n), defaultOperator: '>=' as const }),
    ...((filter.kind === 'number' || filter.kind === 'times') && {
      operators: amount(i18n, filter.kind === 'times'),
      defaultOperator: '>=' as const,
    }),
  }));
}

export const options = (filters: Filter[], { t }: I18n): PropertyFilterProps.FilteringOption[] =>
  filters.flatMap(filter => [
    ...(filter.options ?? []).map(([value, label]) => ({ propertyKey: filter.key, value, label })),
    ...(filter.mayBeEmpty && filter.kind === 'choice'
      ? [{ propertyKey: filter.key, value: '', label: t('filter.empty') }]
      : []),
  ]);

export const groups = ({ t }: I18n): PropertyFilterProps.GroupText[] => [
  { group: 'more', properties: t('filter.more'), values: t('filter.moreValues') },
];

export const queryOf = (tokens: Token[] | undefined, i18n: I18n): PropertyFilterProps.Query => ({
  operation: 'and',
  tokens: (tokens ?? []).map(token => ({
    propertyKey: token.property,
    operator: shown(token.operator, i18n),
    value: token.value,
  })),
});

/** The tokens that say something. "Stage =" with no value chosen does not. */
export const tokensOf = (query: PropertyFilterProps.Query, i18n: I18n): Token[] =>
  query.tokens.flatMap(({ propertyKey, operator, value }) => {
    const wanted = Array.isArray(value) ? value.map(String) : String(value ?? '');
    if (wanted.length === 0) return [];
    return [{ ...(propertyKey && { property: propertyKey }), operator: sent(operator, i18n), value: wanted }];
  });
