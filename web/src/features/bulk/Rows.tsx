import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { problemText, useFlash } from '../../app/flash';
import { labelAt, shown } from '../../components/form/changed';
import { violationText } from '../../components/form/violations';
import { FollowLink } from '../../components/FollowLink';
import { useI18n, type I18n } from '../../i18n';
import { listRows, mend, runQuery, type Column, type Problem, type Row, type Run } from './api';
import { EditCell } from './EditCell';

const types: { [state in Row['state']]: StatusIndicatorProps.Type } = {
  bad: 'error',
  good: 'pending',
  same: 'stopped',
  done: 'success',
  failed: 'error',
};

const filters = { bad: 'bad,failed', changed: 'good,bad,done,failed', all: '' };

type Which = keyof typeof filters;

/** The rows of a run: cells with what is wrong with them, to be mended in place, or old and new values. */
export function Rows({ run }: { run: Run }) {
  const i18n = useI18n();
  const { t, pick } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const faulty = run.bad + run.failed > 0;
  const [chosen, setChosen] = useState<Which>();
  const which = chosen ?? (faulty ? 'bad' : run.kind === 'update' ? 'changed' : 'all');
  const queryKey = ['bulk', 'rows', run.id, which];
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => listRows(run.id, filters[which], pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next,
  });
  const rows = pages.data?.pages.flatMap(page => page.items) ?? [];
  const columns = pages.data?.pages[0]?.columns ?? [];
  const mayMend = run.mine && columns.length > 0;

  const save = async (row: Row, column: Column, text: string) => {
    try {
      const mended = await mend(run.id, row, { [column.id]: text });
      queries.setQueryData<typeof pages.data>(
        queryKey,
        old =>
          old && {
            ...old,
            pages: old.pages.map(page => ({
              ...page,
              items: page.items.map(one => (one.number === mended.number ? mended : one)),
            })),
          },
      );
      await queries.invalidateQueries({ queryKey: runQuery(run.id).queryKey });
    } catch (problem) {
      flash.failure(problem);
      await queries.invalidateQueries({ queryKey });
    }
  };

  const wrong = new Set(rows.flatMap(row => row.problems.map(problem => problem.column)));
  const drawn =
    run.kind === 'import' && which === 'all' ? columns : columns.filter(({ id }) => wrong.has(id));
  const cells = drawn.map((column): TableProps.ColumnDefinition<Row> => {
    const at = columns.indexOf(column);
    const header = pick(column.labelEn, column.labelJa);
    return {
      id: column.id,
      header,
      width: 260,
      cell: row => <Cell row={row} column={column} text={row.cells[at] ?? ''} i18n={i18n} />,
      editConfig:
        !mayMend || column.key
          ? undefined
          : {
              ariaLabel: header,
              editIconAriaLabel: t('action.edit'),
              errorIconAriaLabel: t('error.title'),
              disabledReason: row => (row.state === 'done' ? t('bulk.count.done') : undefined),
              editingCell: (row, context) => (
                <EditCell
                  column={column}
                  label={t('bulk.cell', { column: header, line: row.number })}
                  text={String((context.currentValue as string | undefined) ?? row.cells[at] ?? '')}
                  onChange={context.setValue}
                />
              ),
            },
    };
  });
  const about = rows.some(row => row.outcome || row.subject);
  const besides = rows.some(row => row.changes.length > 0 || row.problems.some(one => !shows(drawn, one)));
  const definitions: TableProps.ColumnDefinition<Row>[] = [
    { id: 'line', header: t('bulk.line'), cell: row => row.number, width: 80 },
    {
      id: 'company',
      header: t('bulk.company'),
      cell: row => row.company || row.title || t('common.empty'),
      width: 220,
      isRowHeader: true,
    },
    {
      id: 'state',
      header: t('bulk.state'),
      cell: row => <StatusIndicator type={types[row.state]}>{t(`bulk.count.${row.state}`)}</StatusIndicator>,
      width: 150,
    },
    ...(about
      ? [
          {
            id: 'record',
            header: t('bulk.record'),
            cell: (row: Row) => <Subject row={row} of={run} empty={t('common.empty')} />,
            width: 150,
          },
        ]
      : []),
    ...(besides
      ? [
          {
            id: 'problems',
            header: t(run.kind === 'update' ? 'bulk.changes' : 'bulk.result'),
            cell: (row: Row) => <Result row={row} drawn={drawn} i18n={i18n} />,
            width: 420,
          },
        ]
      : []),
    ...cells,
  ];
  return (
    <Table<Row>
      variant="container"
      wrapLines
      resizableColumns
      enableKeyboardNavigation
      items={rows}
      trackBy={row => String(row.number)}
      loading={pages.isPending}
      loadingText={t('common.loading')}
      ariaLabels={{
        tableLabel: t('bulk.result'),
        activateEditLabel: (column, row) =>
          t('bulk.cell', { column: String(column.header), line: row.number }),
        cancelEditLabel: () => t('action.cancel'),
        submitEditLabel: () => t('action.save'),
      }}
      submitEdit={(row, column, value) =>
        save(
          row,
          columns.find(({ id }) => id === column.id)!,
          String(value ?? ''),
        )
      }
      columnDefinitions={definitions}
      header={
        <Header
          variant="h2"
          actions={
            <SegmentedControl
              label={t('bulk.filter.label')}
              selectedId={which}
              onChange={e => setChosen(e.detail.selectedId as Which)}
              options={[
                { id: 'bad', text: t('bulk.filter.bad'), disabled: !faulty },
                ...(run.kind === 'update' ? [{ id: 'changed', text: t('bulk.filter.changed') }] : []),
                { id: 'all', text: t('bulk.filter.all') },
              ]}
            />
          }
        >
          {t('bulk.result')}
        </Header>
      }
      empty={pages.isError ? problemText(pages.error, i18n) : t('bulk.nothing')}
      footer={
        pages.hasNextPage && (
          <Box textAlign="center">
            <Button onClick={() => void pages.fetchNextPage()} loading={pages.isFetchingNextPage}>
              {t('bulk.more')}
            </Button>
          </Box>
        )
      }
    />
  );
}

/** What a row is about, or what came of it. */
function Subject({ row, of, empty }: { row: Row; of: Run; empty: string }) {
  const id = row.outcome || row.subject;
  if (!id) return empty;
  if (!row.outcome && of.kind === 'accept') return <FollowLink href={`/invitations/${id}`}>{id}</FollowLink>;
  return <FollowLink href={`/opportunities/${id}`}>{id}</FollowLink>;
}

const shows = (drawn: Column[], problem: Problem) => drawn.some(({ id }) => id === problem.column);

/** What is wrong with a cell and how to mend it. AWS's own messages name wire paths: how to mend it says it all. */
function words(problem: Problem, i18n: I18n): string {
  const ours = /^(sheet|bulk)-/.test(problem.rule ?? '');
  return (ours ? `${i18n.pick(problem.message, problem.messageJa)} ` : '') + violationText(problem, i18n);
}

/** A cell's text, and below it what is wrong with it. */
function Cell({ row, column, text, i18n }: { row: Row; column: Column; text: string; i18n: I18n }) {
  const found = row.problems.filter(problem => problem.column === column.id);
  return (
    <SpaceBetween size="xxs">
      <span>{text || i18n.t('common.empty')}</span>
      {found.map(problem => (
        <Box key={problem.message} color="text-status-error" fontSize="body-s">
          {words(problem, i18n)}
        </Box>
      ))}
    </SpaceBetween>
  );
}

/** Old and new values of a row, and what is wrong with it that has no cell here. */
function Result({ row, drawn, i18n }: { row: Row; drawn: Column[]; i18n: I18n }) {
  const { t } = i18n;
  return (
    <SpaceBetween size="xxs">
      {row.changes.map(change => (
        <div key={change.path}>
          {t('history.change', {
            field: labelAt(change.path, i18n),
            before: shown(change.path, change.before, i18n),
            after: shown(change.path, change.after, i18n),
          })}
        </div>
      ))}
      {row.problems
        .filter(problem => !shows(drawn, problem))
        .map(problem => (
          <Box key={problem.column + problem.message} color="text-status-error">
            {words(problem, i18n)}
          </Box>
        ))}
    </SpaceBetween>
  );
}
