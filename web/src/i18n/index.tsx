import { I18nProvider, type I18nProviderProps } from '@cloudscape-design/components/i18n';
import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { createI18n, isLocale, locales, type I18n, type Locale } from './create';
import type { Messages } from './en';

export { createI18n, isLocale, locales, type I18n, type Locale };

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
  if (kept && isLocale(kept)) return kept;
  return navigator.language.startsWith('ja') ? 'ja' : 'en';
}

/** Has the texts on their way before anything is rendered. */
export const fetchLanguage = () => void load[initialLocale()]();

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

export function useLanguage(): Language {
  const language = use(LanguageContext);
  if (!language) throw new Error('useLanguage outside of LocaleProvider');
  return language;
}

export const useI18n = () => useLanguage().i18n;
