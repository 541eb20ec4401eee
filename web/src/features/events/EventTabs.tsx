import Tabs from '@cloudscape-design/components/tabs';
import { Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { useI18n } from '../../i18n';
import type { MessageKey } from '../../i18n/en';

const tabs: [href: string, label: MessageKey][] = [
  ['/deliveries', 'events.deliveries'],
  ['/events/rules', 'events.rules'],
  ['/events/destinations', 'events.destinations'],
  ['/events/connections', 'events.connections'],
  ['/events/archives', 'events.archives'],
  ['/events/replays', 'events.replays'],
];

/** All lists of the event bus, one tab each. */
export function EventTabs() {
  const { t } = useI18n();
  const { history } = useRouter();
  const { pathname } = useLocation();
  return (
    <Tabs
      ariaLabel={t('events.title')}
      activeTabId={pathname}
      onChange={e => history.push(e.detail.activeTabId)}
      tabs={tabs.map(([href, label]) => ({
        id: href,
        href,
        label: t(label),
        content: href === pathname && <Outlet />,
      }))}
    />
  );
}
