import { useQuery } from '@tanstack/react-query';
import { actions, type Action } from '../../gen/actions';
import { useI18n, type Locale } from '../../i18n';

const load: Record<Locale, () => Promise<{ default: Record<Action, string> }>> = {
  en: () => import('../../i18n/en/actions'),
  ja: () => import('../../i18n/ja/actions'),
};

const isAction = (name: string): name is Action => (actions as readonly string[]).includes(name);

/** The words of what a log tells, which no other page needs. A name that they lack, of a program of later, stays as it is. */
export function useActions() {
  const { locale } = useI18n();
  const words = useQuery({
    queryKey: ['audit', 'words', locale],
    queryFn: async () => (await load[locale]()).default,
    staleTime: Infinity,
  }).data;
  return {
    words: (name: string) => (words && isAction(name) ? words[name] : name),
    options: words ? actions.map(name => [name, `${words[name]} (${name})`] as const) : [],
  };
}
