import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Page } from '../../api/list';
import { problemText } from '../../app/flash';
import { useI18n } from '../../i18n';

/** One step of a record's life: who did what when, and which values became others. */
export interface Step {
  at: string;
  actor: { name: string; proposer?: string };
  action: string;
  comment?: string;
  changes: { path: string; before?: unknown; after?: unknown }[];
}

interface Props {
  /** Names the record in the cache. */
  of: readonly string[];
  load: (cursor?: string) => Promise<Page<Step>>;
  /** The words of an action, of a field and of a value of it. */
  action: (name: string) => string;
  label: (path: string) => string;
  shown: (path: string, value: unknown) => string;
  empty: ReactNode;
}

/** Every change of a record, newest first. */
export function History({ of, load, action, label, shown, empty }: Props) {
  const i18n = useI18n();
  const { t, time } = i18n;
  const pages = useInfiniteQuery({
    queryKey: [...of, 'history'],
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next,
  });
  const changes = pages.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <Table
      variant="container"
      items={changes}
      loading={pages.isPending}
      loadingText={t('common.loading')}
      header={<Header variant="h2">{t('opportunities.tab.history')}</Header>}
      ariaLabels={{ tableLabel: t('opportunities.tab.history') }}
      empty={pages.isError ? problemText(pages.error, i18n) : empty}
      footer={
        pages.hasNextPage && (
          <Box textAlign="center">
            <Button onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
              {t('history.more')}
            </Button>
          </Box>
        )
      }
      wrapLines
      columnDefinitions={[
        { id: 'at', header: t('history.when'), cell: change => time(change.at), width: 200 },
        {
          id: 'who',
          header: t('history.who'),
          cell: ({ actor }) =>
            actor.proposer
              ? t('history.approved', { name: actor.name, proposer: actor.proposer })
              : actor.name,
          width: 180,
        },
        {
          id: 'what',
          header: t('history.what'),
          cell: change => action(change.action),
          width: 200,
          isRowHeader: true,
        },
        {
          id: 'changes',
          header: t('history.changes'),
          cell: change => (
            <SpaceBetween size="xxs">
              {change.comment && <div>{change.comment}</div>}
              {change.changes.map(one => (
                <div key={one.path}>
                  {t('history.change', {
                    field: label(one.path),
                    before: shown(one.path, one.before),
                    after: shown(one.path, one.after),
                  })}
                </div>
              ))}
            </SpaceBetween>
          ),
        },
      ]}
    />
  );
}
