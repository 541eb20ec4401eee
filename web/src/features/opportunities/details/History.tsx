import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Change } from '../../../api/central';
import type { Page } from '../../../api/list';
import { problemText } from '../../../app/flash';
import { labelAt, shown } from '../../../components/form/changed';
import { useI18n } from '../../../i18n';

type Load = (id: string, cursor?: string) => Promise<Page<Change>>;

/** Every change of the record, newest first. */
export function History({ id, load }: { id: string; load: Load }) {
  const i18n = useI18n();
  const { t, has, time } = i18n;
  const pages = useInfiniteQuery({
    queryKey: ['opportunity', id, 'history'],
    queryFn: ({ pageParam }) => load(id, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next,
  });
  const changes = pages.data?.pages.flatMap(page => page.items) ?? [];
  const action = (name: string) => {
    const key = `history.action.${name}`;
    return has(key) ? t(key) : name;
  };
  return (
    <Table
      variant="container"
      items={changes}
      loading={pages.isPending}
      loadingText={t('common.loading')}
      header={<Header variant="h2">{t('opportunities.tab.history')}</Header>}
      ariaLabels={{ tableLabel: t('opportunities.tab.history') }}
      empty={pages.isError ? problemText(pages.error, i18n) : t('history.none')}
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
                    field: labelAt(one.path, i18n),
                    before: shown(one.path, one.before, i18n),
                    after: shown(one.path, one.after, i18n),
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
