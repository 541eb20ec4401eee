import Button from '@cloudscape-design/components/button';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useFlash } from '../../app/flash';
import { useI18n } from '../../i18n';
import { cancelReplay, listReplays, type Replay } from './api';
import { NamedList } from './NamedList';

const route = getRouteApi('/shell/bus/events/replays');

const indicators: Record<Replay['state'], StatusIndicatorProps.Type> = {
  STARTING: 'pending',
  RUNNING: 'in-progress',
  COMPLETED: 'success',
  CANCELLED: 'stopped',
  FAILED: 'error',
};

/** Replays as they stand. They begin on the page of archives. */
export function ReplaysPage() {
  const { t, time } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const flash = useFlash();
  const queries = useQueryClient();
  const cancel = useMutation({
    mutationFn: (replay: Replay) => cancelReplay(replay.name),
    onSuccess: ({ name }) => flash.success(t('events.replay.cancelled', { name })),
    onError: flash.failure,
    onSettled: () => queries.invalidateQueries({ queryKey: ['event-replays'] }),
  });
  return (
    <NamedList
      list="event-replays"
      title={t('events.replays')}
      columns={[
        {
          id: 'name',
          header: t('events.name'),
          cell: r => r.name,
          sort: 'name',
          width: 240,
          isRowHeader: true,
        },
        {
          id: 'state',
          header: t('events.state'),
          cell: r => (
            <StatusIndicator type={indicators[r.state]}>
              {t(`events.replay.state.${r.state}`)}
            </StatusIndicator>
          ),
          width: 150,
        },
        { id: 'archive', header: t('events.archive'), cell: r => r.archive, width: 180 },
        {
          id: 'rules',
          header: t('events.rules'),
          cell: r => r.rules.join(', ') || t('events.replay.allRules'),
          width: 200,
        },
        { id: 'from', header: t('events.replay.from'), cell: r => time(r.from), width: 200 },
        { id: 'until', header: t('events.replay.until'), cell: r => time(r.until), width: 200 },
        {
          id: 'last',
          header: t('events.replay.last'),
          cell: r => time(r.last) || t('common.empty'),
          width: 200,
        },
        {
          id: 'reason',
          header: t('events.replay.reason'),
          cell: r => r.reason || t('common.empty'),
          width: 260,
          hidden: true,
        },
      ]}
      search={search}
      onSearch={next => void navigate({ search: next })}
      load={listReplays}
      refresh={10_000}
      none={{ title: t('events.replays.none'), text: t('events.replays.noneText') }}
      actions={one => (
        <Button
          key="cancel"
          disabled={!one || !(one.state === 'STARTING' || one.state === 'RUNNING')}
          disabledReason={t(one ? 'reason.ended' : 'reason.one')}
          loading={cancel.isPending}
          onClick={() => one && cancel.mutate(one)}
        >
          {t('events.replay.cancel')}
        </Button>
      )}
    />
  );
}
