import type { ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import type { TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { useQuery } from '@tanstack/react-query';
import type { Session } from '../../api/session';
import { useFollow } from '../../components/follow';
import { useI18n } from '../../i18n';
import { latestQuery, useMark } from './api';

const shown = 6;

/** The bell of the top bar: how much is unread, and the last few. The CRM's users have none. */
export function useBell(session: Session | undefined): TopNavigationProps.Utility[] {
  const { t, pick, number } = useI18n();
  const follow = useFollow();
  const mark = useMark();
  const mine = session?.realm === 'central';
  const { data } = useQuery({ ...latestQuery, enabled: mine });
  if (!mine) return [];

  const items = data?.items ?? [];
  const unread = data?.unread ?? 0;
  const last = items[0];
  const groups: ButtonDropdownProps.Items = [
    ...items.slice(0, shown).map(one => ({
      id: one.id,
      href: one.link,
      text: pick(one.heading, one.headingJa),
      secondaryText: pick(one.line, one.lineJa),
      iconName: one.seen ? undefined : ('status-info' as const),
      iconAlt: one.seen ? undefined : t('notices.unread'),
    })),
    {
      text: items.length > 0 ? t('notices.more') : t('notices.none'),
      items: [
        { id: 'all', text: t('notices.all'), href: '/notifications' },
        ...(unread > 0 ? [{ id: 'seen', text: t('notices.markAll') }] : []),
        { id: 'settings', text: t('notices.settings'), href: '/settings/notifications' },
      ],
    },
  ];
  return [
    {
      type: 'menu-dropdown',
      iconName: 'notification',
      badge: unread > 0,
      text: unread > 0 ? number(unread) : undefined,
      disableTextCollapse: true,
      disableUtilityCollapse: true,
      title: t('notices.title'),
      ariaLabel: t('notices.bell', { count: unread }),
      items: groups,
      onItemClick: e => {
        const { id } = e.detail;
        if (id === 'seen' && last) mark.mutate({ upTo: last.id });
        if (items.some(one => one.id === id && !one.seen)) mark.mutate({ ids: [id], seen: true });
      },
      onItemFollow: follow,
    },
  ];
}
