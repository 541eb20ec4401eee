import { expect, test } from 'vitest';
import type { View } from '../../api/views';
import { createI18n } from '../../i18n';
import en from '../../i18n/en';
import ja from '../../i18n/ja';
import { differs, effective, viewName } from './views';

const view: View = {
  id: 'closing-this-month',
  preset: true,
  waiting: false,
  filters: [
    { property: 'closeDate', operator: '>=', value: ['@month'] },
    { property: 'closeDate', operator: '<', value: ['@month+1'] },
  ],
  sort: 'modified',
  order: 'desc',
  columns: [],
  shared: false,
  mine: false,
  may: { update: false, delete: false, transfer: false },
};
const tokens = [
  { property: 'closeDate', operator: '<', value: '@month+1' },
  { property: 'closeDate', operator: '>=', value: '@month' },
];

test('an address without filter and sort shows the view', () => {
  expect(effective(view, {})).toEqual({
    filter: [
      { property: 'closeDate', operator: '>=', value: ['@month'] },
      { property: 'closeDate', operator: '<', value: ['@month+1'] },
    ],
    sort: 'modified',
    order: 'desc',
  });
  expect(differs(view, {})).toBe(false);
});

test('the same conditions in another order are the same view', () => {
  expect(differs(view, { filter: tokens })).toBe(false);
  expect(differs(view, { filter: tokens.slice(1) })).toBe(true);
  expect(differs(view, { filter: [] })).toBe(true);
  expect(differs(view, { sort: 'modified', order: 'desc' })).toBe(false);
  expect(differs(view, { sort: 'modified' })).toBe(true);
});

test('days that move with the calendar are told in words', () => {
  const words = (locale: 'en' | 'ja', text: string) =>
    createI18n(locale, locale === 'en' ? en : ja).day(text);
  expect(words('en', '@today-7')).toBe('7 days ago (UTC)');
  expect(words('en', '@month+1')).toBe('Start of next month');
  expect(words('ja', '@quarter')).toMatch(/初日$/);
  expect(words('ja', '2026-11-27')).toBe('2026/11/27');
});

test('presets have names in both languages', () => {
  expect(viewName('opportunities', view, createI18n('en', en))).toBe('Closing this month');
  expect(viewName('opportunities', view, createI18n('ja', ja))).toBe('今月クローズ予定');
  expect(viewName('opportunities', { ...view, preset: false, name: 'Mine' }, createI18n('ja', ja))).toBe(
    'Mine',
  );
});
