import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { homeOf, isRole, type Session } from '../api/session';
import { useFollow } from '../components/follow';
import { useBell } from '../features/notices/bell';
import { locales, useI18n, type Locale } from '../i18n';
import logo from './logo.svg?url';
import { useLeave, useSetting, type Setting } from './settings';
import { useAppearance, type Theme } from './theme';

const themes: Theme[] = ['system', 'light', 'dark'];
const densities = ['comfortable', 'compact'] as const;

/** The bar on top of every page; without a session it has the settings alone. */
export function TopBar({ session, onSearch }: { session?: Session; onSearch?: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const appearance = useAppearance();
  const set = useSetting(session);
  const leave = useLeave();
  const follow = useFollow();
  const bell = useBell(session);

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
    onItemClick: e => set(e.detail.id as Setting),
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
