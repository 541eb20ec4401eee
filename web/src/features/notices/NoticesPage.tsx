import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useFollow } from '../../components/follow';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable, type Column } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { latestQuery, listNotices, preferencesQuery, useMark, type Notice } from './api';

const route = getRouteApi('/shell/notifications');

/** What the reader was told, the latest first. */
export function NoticesPage() {
  const { t, time, pick } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const follow = useFollow();
  const mark = useMark();
  const { data: latest } = useQuery(latestQuery);
  const { data: wanted } = useQuery(preferencesQuery);
  const heading = (one: Notice) => {
    const text = pick(one.heading, one.headingJa);
    return one.seen ? text : <Box fontWeight="bold">{text}</Box>;
  };
  const last = latest?.items[0];
  const columns: Column<Notice>[] = [
    {
      id: 'heading',
      header: t('notices.heading'),
      width: 290,
      isRowHeader: true,
      cell: one => (
        <Link
          href={one.link}
          onFollow={e => {
            if (!one.seen) mark.mutate({ ids: [one.id], seen: true });
            follow(e);
          }}
        >
          {heading(one)}
        </Link>
      ),
    },
    { id: 'line', header: t('notices.line'), cell: one => pick(one.line, one.lineJa), width: 380 },
    { id: 'group', header: t('notices.group'), cell: one => pick(one.groupEn, one.groupJa), width: 150 },
    { id: 'at', header: t('notices.at'), cell: one => time(one.at), width: 150 },
    {
      id: 'seen',
      header: t('notices.state'),
      width: 110,
      cell: one => (
        <StatusIndicator type={one.seen ? 'success' : 'info'}>
          {t(one.seen ? 'notices.seen' : 'notices.unread')}
        </StatusIndicator>
      ),
    },
  ];
  return (
    <ServerTable
      list="notices"
      title={t('notices.title')}
      info={<InfoLink topic="notices" about={t('notices.title')} />}
      refresh={20_000}
      columns={columns}
      wrapped
      filters={[
        {
          key: 'group',
          label: t('notices.group'),
          kind: 'choice',
          equalOnly: true,
          options: (wanted?.wishes ?? []).map(one => [one.group, pick(one.name, one.nameJa)] as const),
        },
        {
          key: 'seen',
          label: t('notices.state'),
          kind: 'choice',
          equalOnly: true,
          options: [['no', t('notices.unread')]],
        },
      ]}
      filterPlaceholder={t('notices.filter')}
      freeText="none"
      standardSort={{ sort: 'at', order: 'desc' }}
      search={search}
      onSearch={next => void navigate({ search: next })}
      load={listNotices}
      trackBy={one => one.id}
      nameOf={one => pick(one.heading, one.headingJa)}
      selectable="multi"
      actions={(selected, clear) => [
        <ButtonDropdown
          key="mark"
          disabled={selected.length === 0}
          disabledReason={t('reason.some')}
          items={[
            { id: 'seen', text: t('notices.markSeen') },
            { id: 'unread', text: t('notices.markUnread') },
          ]}
          onItemClick={e => {
            mark.mutate({ ids: selected.map(one => one.id), seen: e.detail.id === 'seen' });
            clear();
          }}
        >
          {t('notices.mark')}
        </ButtonDropdown>,
        <Button
          key="all"
          disabled={!latest?.unread || !last}
          disabledReason={t('reason.allRead')}
          loading={mark.isPending}
          onClick={() => last && mark.mutate({ upTo: last.id })}
        >
          {t('notices.markAll')}
        </Button>,
        <Button key="settings" href="/settings/notifications" onFollow={follow}>
          {t('notices.settings')}
        </Button>,
      ]}
      empty={<Nothing title={t('notices.none')} text={t('notices.noneText')} />}
    />
  );
}
