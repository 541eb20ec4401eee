import { expect, test } from 'vitest';
import { values, type ValueSet } from '../gen/fields';
import { createI18n, type Locale } from './create';
import en from './en';
import ja from './ja';

const labels = (locale: Locale, set: ValueSet) => {
  const { tx, ordered } = createI18n(locale, locale === 'en' ? en : ja);
  const all = values[set].map(([value]) => ({ value: value as string, label: tx(set, value) }));
  return ordered(set, all).map(one => one.label);
};

test.each(['en', 'ja'] as const)('countries stand in the order of their %s names', locale => {
  const shown = labels(locale, 'country');
  expect(shown).toHaveLength(values.country.length);
  expect(shown).toEqual(shown.toSorted(new Intl.Collator(locale).compare));
});

test('Japanese names are looked up by their sound, not by the English ones', () => {
  const shown = labels('ja', 'country');
  const at = (name: string) => shown.findIndex(one => one.startsWith(name));
  expect(at('アイスランド')).toBeLessThan(at('アフガニスタン'));
  expect(at('アフガニスタン')).toBeLessThan(at('イタリア'));
  expect(at('ドイツ')).toBeGreaterThan(at('スペイン'));
});

test('what is for the rest stands last, and an order that means something stays', () => {
  expect(labels('en', 'industry').at(-1)).toBe('Other');
  expect(labels('ja', 'industry').at(-1)).toBe('その他');
  const stages = values.stage.map(([api]) => api as string);
  expect(labels('en', 'stage')).toEqual(stages);
});
