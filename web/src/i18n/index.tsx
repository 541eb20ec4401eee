import { I18nProvider, type I18nProviderProps } from '@cloudscape-design/components/i18n';
import { IntlMessageFormat } from 'intl-messageformat';
import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { fields, values, type FieldId, type ValueSet } from '../gen/fields';
import type { MessageKey, Messages } from './en';

export type Locale = 'en' | 'ja';
export const locales: Record<Locale, string> = { en: 'English', ja: '日本語' };

type Arguments = Record<string, string | number | Date>;

/** Everything that turns data into words, for one language. */
export function createI18n(locale: Locale, messages: Messages) {
  const compiled = new Map<string, IntlMessageFormat>();
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const numbers = new Intl.NumberFormat(locale);
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
    help: (id: FieldId) => fields[id].help[locale === 'ja' ? 1 : 0],
    has: (key: string): key is MessageKey => key in messages,
    /** A calendar day, "2028-03-31". */
    date: (day: string | undefined) => (day ? dates.format(new Date(`${day.slice(0, 10)}T00:00:00Z`)) : ''),
    /** A moment, in the zone of the reader. */
    time: (moment: string | undefined) => (moment ? times.format(new Date(moment)) : ''),
    ago: (moment: string, now: number) => {
      const minutes = Math.round((new Date(moment).getTime() - now) / 60_000);
      if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
      if (Math.abs(minutes) < 48 * 60) return relative.format(Math.round(minutes / 60), 'hour');
      return relative.format(Math.round(minutes / 1440), 'day');
    },
    number: (value: number) => numbers.format(value),
    money: (amount: string | undefined, currency: string | undefined) => {
      if (!amount) return '';
      const value = Number(amount);
      if (!currency) return numbers.format(value);
      const digits = Number.isInteger(value) ? { minimumFractionDigits: 0 } : {};
      return new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }).format(value);
    },
    list: (items: string[]) => items.join(locale === 'ja' ? '、' : ', '),
  };
}

export type I18n = ReturnType<typeof createI18n>;

const load: Record<Locale, () => Promise<[Messages, I18nProviderProps.Messages]>> = {
  en: () => both(import('./en'), import('@cloudscape-design/components/i18n/messages/all.en')),
  ja: () => both(import('./ja'), import('@cloudscape-design/components/i18n/messages/all.ja')),
};

async function both(
  ours: Promise<{ default: Messages }>,
  components: Promise<{ default: I18nProviderProps.Messages }>,
): Promise<[Messages, I18nProviderProps.Messages]> {
  return [(await ours).default, (await components).default];
}

interface Language {
  i18n: I18n;
  setLocale: (locale: Locale) => void;
}

const LanguageContext = createContext<Language | undefined>(undefined);

const storageKey = 'cosell.language';

export function initialLocale(): Locale {
  const kept = localStorage.getItem(storageKey);
  if (kept === 'en' || kept === 'ja') return kept;
  return navigator.language.startsWith('ja') ? 'ja' : 'en';
}

export function LocaleProvider({ children }: { children: ReactNode }) {
  const [locale, setLocale] = useState(initialLocale);
  const [loaded, setLoaded] = useState<{ i18n: I18n; components: I18nProviderProps.Messages }>();

  useEffect(() => {
    let current = true;
    void load[locale]().then(([messages, components]) => {
      if (!current) return;
      document.documentElement.lang = locale; // glyph shapes and line breaks of Japanese depend on it
      setLoaded({ i18n: createI18n(locale, messages), components });
    });
    return () => {
      current = false;
    };
  }, [locale]);

  if (!loaded) return null;
  const choose = (next: Locale) => {
    localStorage.setItem(storageKey, next);
    setLocale(next);
  };
  return (
    <LanguageContext value={{ i18n: loaded.i18n, setLocale: choose }}>
      <I18nProvider locale={loaded.i18n.locale} messages={[loaded.components]}>
        {children}
      </I18nProvider>
    </LanguageContext>
  );
}

/** The texts in fixed hands, for tests and for the provider above. */
export function FixedLanguage({ i18n, children }: { i18n: I18n; children: ReactNode }) {
  return <LanguageContext value={{ i18n, setLocale: () => {} }}>{children}</LanguageContext>;
}

export function useLanguage(): Language {
  const language = use(LanguageContext);
  if (!language) throw new Error('useLanguage outside of LocaleProvider');
  return language;
}

export const useI18n = () => useLanguage().i18n;
