import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { keepLanguage, sessionQuery, signOut, type Session } from '../api/session';
import { forgetAll } from '../components/form/kept';
import { useLanguage, type Locale } from '../i18n';
import { useFlash } from './flash';
import { changeAppearance, type Appearance, type Theme } from './theme';

/** A choice of the settings: "language:ja", "theme:dark", "density:compact". */
export type Setting = `language:${Locale}` | `theme:${Theme}` | `density:${Appearance['density']}`;

/** Makes a choice of the settings; a language is also kept with who is signed in. */
export function useSetting(session: Session | undefined): (setting: Setting) => void {
  const { setLocale } = useLanguage();
  const flash = useFlash();
  return setting => {
    const [what, value] = setting.split(':');
    if (what === 'theme') changeAppearance({ theme: value as Theme });
    if (what === 'density') changeAppearance({ density: value as Appearance['density'] });
    if (what === 'language') {
      setLocale(value as Locale);
      if (session) void keepLanguage(value as Locale).catch(flash.failure);
    }
  };
}

/** Signs out, and forgets what the browser has of the session. */
export function useLeave(): () => Promise<void> {
  const router = useRouter();
  const queries = useQueryClient();
  const flash = useFlash();
  return async () => {
    try {
      await signOut();
    } catch (problem) {
      return flash.failure(problem);
    }
    forgetAll();
    queries.clear();
    queries.setQueryData(sessionQuery.queryKey, null);
    await router.navigate({ to: '/login' });
  };
}
