import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { homeOf, isRole, keepLanguage, sessionQuery, signOut, type Session } from '../api/session';
import { useFollow } from '../components/follow';
import { forgetAll } from '../components/form/kept';
import { useBell } from '../features/notices/bell';
import { locales, useLanguage, type Locale } from '../i18n';
import { useFlash } from './flash';
import logo from './logo.svg?url';
import { changeAppearance, useAppearance, type Theme } from './theme';

const themes: Theme[] = ['system', 'light', 'dark'];
const densities = ['comfortable', 'compact'] as const;

/** The bar on top of every page; without a session it has the settings alone. */
export function TopBar({ session, onSearch }: { session?: Session; onSearch?: () => void }) {
  const { i18n, setLocale } = useLanguage();
  const { t } = i18n;
  const appearance = useAppearance();
  const router = useRouter();
  const queries = useQueryClient();
  const flash = useFlash();
  const follow = useFollow();
  const bell = useBell(session);

  const set = (id: string) => {
    const [what, value] = id.split(':');
    if (what === 'theme') changeAppearance({ theme: value as Theme });
    if (what === 'density') changeAppearance({ density: value as 'comfortable' | 'compact' });
    if (what === 'language') {
      setLocale(value as Locale);
      if (session) void keepLanguage(value as Locale).catch(flash.failure);
    }
  };

  const leave = async () => {
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

  const choice = (what: string, value: string, text: string, checked: boolean) => ({
    id: `${what}:${value}`,
    text,
    itemType: 'checkbox' as const,
    checked,
  });
  const settings: TopNavigationProps.Utility = {
    type: 'menu-dropdown',
    iconName: 'settings',
    ariaLabel: t('settings.title'),
    title: t('settings.title'),
    items: [
      {
        text: t('language.title'),
        items: (Object.keys(locales) as Locale[]).map(l =>
          choice('language', l, locales[l], l === i18n.locale),
        ),
      },
      {
        text: t('settings.theme'),
        items: themes.map(v => choice('theme', v, t(`theme.${v}`), v === appearance.theme)),
      },
      {
        text: t('settings.density'),
        items: densities.map(v => choice('density', v, t(`density.${v}`), v === appearance.density)),
      },
    ],
    onItemClick: e => set(e.detail.id),
  };
  const person: TopNavigationProps.Utility[] = session
    ? [
        {
          type: 'menu-dropdown',
          text: session.user.name,
          description: `${isRole(session.role) ? t(`role.${session.role}`) : session.role} - ${session.account.name}`,
          iconName: 'user-profile',
          items: [
            { id: 'security', text: t('security.title'), href: '/settings/security' },
            { id: 'sign-out', text: t('session.signOut') },
          ],
          onItemFollow: follow,
          onItemClick: e => {
            if (e.detail.id === 'sign-out') void leave();
          },
        },
      ]
    : [];

  const search: TopNavigationProps.Utility[] = onSearch
    ? [
        {
          type: 'button',
          iconName: 'search',
          ariaLabel: t('palette.open'),
          title: t('palette.open'),
          onClick: onSearch,
        },
      ]
    : [];
  return (
    <TopNavigation
      identity={{
        href: session ? homeOf(session) : '/login',
        title: t('app.name'),
        logo: { src: logo, alt: t('app.logo') },
        onFollow: follow,
      }}
      utilities={[...search, ...bell, settings, ...person]}
    />
  );
}
