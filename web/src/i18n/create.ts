import { IntlMessageFormat } from 'intl-messageformat';
import { fields, values, type FieldId, type ValueSet } from '../gen/fields';
import type { MessageKey, Messages } from './en';

export type Locale = 'en' | 'ja';
export const locales: Record<Locale, string> = { en: 'English', ja: '日本語' };

export const isLocale = (text: string): text is Locale => text in locales;

const familyFirst = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Sets whose order means nothing: people look for a value by its name, in their own alphabet. */
const byName = new Set<ValueSet>([
  'apn_program',
  'aws_closed_lost_reason',
  'competitor',
  'country',
  'industry',
  'marketing_channel',
  'marketing_use_case',
  'partner_competency',
  'partner_industry_segment',
  'partner_program',
  'us_state',
  'use_case',
]);

/** What is for everything else stands behind everything else. */
const isRest = (api: string) => /^\*?Other\b/.test(api);

type Arguments = Record<string, string | number | Date>;

/** Everything that turns data into words, for one language. */
export function createI18n(locale: Locale, messages: Messages) {
  const compiled = new Map<string, IntlMessageFormat>();
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const localDates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const numbers = new Intl.NumberFormat(locale);
  const months = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', timeZone: 'UTC' });
  const shortDates = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  const shorts = new Intl.NumberFormat(locale, { notation: 'compact' });
  const collator = new Intl.Collator(locale, { numeric: true });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

  const t = (key: MessageKey, args?: Arguments): string => {
    let message = compiled.get(key);
    if (!message) {
      message = new IntlMessageFormat(messages[key], locale);
      compiled.set(key, message);
    }
    return String(message.format(args));
  };

  /** The text of a value of a set; a value that the catalogue does not know shows as it is. */
  const tx = (set: ValueSet, api: string | undefined): string => {
    const known = values[set].find(value => value[0] === api);
    const text = known?.[locale === 'ja' ? 2 : 1] || api || '';
    return text !== api && (set === 'currency' || set === 'spend_currency') ? `${api} - ${text}` : text;
  };

  return {
    locale,
    t,
    tx,
    /** Both languages of a text that data brings along. */
    pick: (en: string, ja: string | undefined) => (locale === 'ja' && ja ? ja : en),
    label: (id: FieldId) => fields[id][locale],
    /** Values of a set as they are offered: by their names in this language, where their order means nothing. */
    ordered: <T extends { value: string; label: string }>(set: ValueSet | undefined, items: T[]): T[] => {
      if (!set || !byName.has(set)) return items;
      return items.toSorted(
        (one, other) =>
          Number(isRest(one.value)) - Number(isRest(other.value)) || collator.compare(one.label, other.label),
      );
    },
    has: (key: string): key is MessageKey => key in messages,
    /** A calendar day, "2028-03-31"; of a moment, its day in the zone of the reader. */
    date: (day: string | undefined) => {
      if (!day) return '';
      return day.length > 10 ? localDates.format(new Date(day)) : dates.format(new Date(`${day}T00:00:00Z`));
    },
    /** A day of a filter: of the calendar, or one that moves with it, "@today-7" or "@quarter+1". */
    day: (text: string) => {
      const moving = /^@(today|month|quarter)([+-]\d+)?$/.exec(text);
      if (!moving) return text ? dates.format(new Date(`${text.slice(0, 10)}T00:00:00Z`)) : '';
      const by = Number(moving[2] ?? 0);
      // The server counts in days of UTC, which are not always the reader's.
      if (moving[1] === 'today') return t('day.utc', { day: relative.format(by, 'day') });
      return t('day.first', { period: relative.format(by, moving[1] as 'month' | 'quarter') });
    },
    /** A moment, in the zone of the reader. */
    time: (moment: string | undefined) => (moment ? times.format(new Date(moment)) : ''),
    ago: (moment: string, now: number) => {
      const minutes = Math.round((new Date(moment).getTime() - now) / 60_000);
      if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
      if (Math.abs(minutes) < 48 * 60) return relative.format(Math.round(minutes / 60), 'hour');
      return relative.format(Math.round(minutes / 1440), 'day');
    },
    /** A month of the calendar, "2028-03". */
    month: (month: string) => months.format(new Date(`${month}-01T00:00:00Z`)),
    /** A day of this season, without its year. */
    shortDate: (day: string) => shortDates.format(new Date(`${day}T00:00:00Z`)),
    number: (value: number) => numbers.format(value),
    /** A number where there is little room, such as at an axis. */
    short: (value: number) => shorts.format(value),
    money: (amount: string | undefined, currency: string | undefined) => {
      if (!amount) return '';
      const value = Number(amount);
      if (!Number.isFinite(value)) return amount; // as somebody typed it
      if (!currency) return numbers.format(value);
      const digits = Number.isInteger(value) ? { minimumFractionDigits: 0 } : {};
      return new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }).format(value);
    },
    /** The family name stands first where it is written in characters that do so, whatever the language of the page: as Go does. */
    fullName: (first: string, last: string) =>
      (familyFirst.test(last) ? [last, first] : [first, last]).filter(Boolean).join(' '),
    list: (items: string[]) => items.join(locale === 'ja' ? '、' : ', '),
  };
}

export type I18n = ReturnType<typeof createI18n>;
