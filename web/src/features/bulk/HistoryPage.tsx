import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { problemText } from '../../app/flash';
import { useFollow } from '../../components/follow';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { Nothing } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { busy, listRuns } from './api';
import { RunState } from './RunState';

/** All that was done to many records at once, newest first. */
export function HistoryPage() {
  const i18n = useI18n();
  const { t, time, number } = i18n;
  const follow = useFollow();
  const pages = useInfiniteQuery({
    queryKey: ['bulk', 'runs'],
    queryFn: ({ pageParam }) => listRuns(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next,
    refetchInterval: query => (query.state.data?.pages[0]?.items.some(busy) ? 2_000 : false),
  });
  const runs = pages.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <Table
      variant="full-page"
      stickyHeader
      enableKeyboardNavigation
      items={runs}
      trackBy={run => run.id}
      loading={pages.isPending}
      loadingText={t('common.loading')}
      ariaLabels={{ tableLabel: t('bulk.history') }}
      header={
        <Header
          variant="awsui-h1-sticky"
          info={<InfoLink topic="bulk" about={t('bulk.history')} />}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button
                iconName="refresh"
                ariaLabel={t('action.refresh')}
                loading={pages.isFetching}
                onClick={() => void pages.refetch()}
              />
              <Button href="/bulk/update" onFollow={follow}>
                {t('bulk.update')}
              </Button>
              <Button variant="primary" href="/bulk/import" onFollow={follow}>
                {t('bulk.import')}
              </Button>
            </SpaceBetween>
          }
        >
          {t('bulk.history')}
        </Header>
      }
      empty={
        pages.isError ? (
          <Nothing title={t('error.title')} text={problemText(pages.error, i18n)} />
        ) : (
          <Nothing title={t('bulk.none')} text={t('bulk.noneText')} />
        )
      }
      footer={
        pages.hasNextPage && (
          <Box textAlign="center">
            <Button onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
              {t('bulk.more')}
            </Button>
          </Box>
        )
      }
      columnDefinitions={[
        {
          id: 'kind',
          header: t('bulk.kind'),
          cell: run => <FollowLink href={`/bulk/${run.id}`}>{t(`bulk.kind.${run.kind}`)}</FollowLink>,
          isRowHeader: true,
        },
        { id: 'state', header: t('bulk.state'), cell: run => <RunState run={run} /> },
        { id: 'file', header: t('bulk.file'), cell: run => run.file || t('common.empty') },
        { id: 'total', header: t('bulk.count.total'), cell: run => number(run.total) },
        { id: 'done', header: t('bulk.count.done'), cell: run => number(run.done) },
        { id: 'bad', header: t('bulk.count.bad'), cell: run => number(run.bad + run.failed) },
        { id: 'by', header: t('bulk.by'), cell: run => run.by },
        { id: 'created', header: t('bulk.created'), cell: run => time(run.created) },
      ]}
    />
  );
}
