import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import type { ListQuery, Page } from '../../api/list';
import { problemText } from '../../app/flash';
import { useI18n } from '../../i18n';
import type { Filter } from './filters';
import { KeysetPages } from './KeysetPages';
import { pageSizes, useColumnWidths, usePreferences, type Preferences } from './preferences';
import { patience, rowsQuery } from './rows';
import type { ListSearch } from './search';

/** Rows do not wait for what filters them, nor for what brings dragging and dropping along. */
const FilterBar = lazy(() => import('./FilterBar').then(m => ({ default: m.FilterBar })));
const CollectionPreferences = lazy(() => import('@cloudscape-design/components/collection-preferences'));

export interface Column<T> {
  id: string;
  header: string;
  cell: (item: T) => ReactNode;
  /** The property that the server sorts by; without it the column does not sort. */
  sort?: string;
  width: number;
  hidden?: boolean;
  isRowHeader?: boolean;
}

interface Props<T> {
  /** Names the preferences in the browser and the rows in the cache. */
  list: string;
  title: string;
  description?: string;
  info?: ReactNode;
  columns: Column<T>[];
  filters: Filter[];
  filterPlaceholder: string;
  /** How text without a property is looked for: contained (the standard), at the beginning, or not at all. */
  freeText?: ':' | '^' | 'none';
  standardSort: { sort: string; order: 'asc' | 'desc' };
  /** The filter of a list that nobody has touched yet. */
  standardFilter?: ListSearch['filter'];
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  load: (query: ListQuery) => Promise<Page<T>>;
  trackBy: (item: T) => string;
  nameOf: (item: T) => string;
  actions?: (selected: T[], clear: () => void) => ReactNode;
  selectable?: 'single' | 'multi';
  /** Rows that cannot be selected. */
  unselectable?: (item: T) => boolean;
  /** Lines wrap unless the reader has chosen otherwise. */
  wrapped?: boolean;
  empty: ReactNode;
  refresh?: number;
  /** Stands before the filter: what chooses among saved filters. */
  chooser?: ReactNode;
  /** Where preferences are kept elsewhere than in this browser. */
  preferences?: readonly [Preferences, (next: Preferences) => void];
}

/** A table whose rows are filtered, sorted and cut into pages by the server. */
export function ServerTable<T>(props: Props<T>) {
  const { columns, search, onSearch, standardSort, list, freeText = ':' } = props;
  const i18n = useI18n();
  const { t } = i18n;
  const here = usePreferences(list, columns, props.wrapped);
  const [preferences, setPreferences] = props.preferences ?? here;
  const [widths, setWidths] = useColumnWidths(list);
  const [selected, setSelected] = useState<T[]>([]);

  const sort = search.sort ?? standardSort.sort;
  const order = search.order ?? (search.sort ? 'asc' : standardSort.order);
  const filter = search.filter ?? props.standardFilter;
  const pageSize = preferences.pageSize ?? 20;
  const asked = (search: ListSearch) =>
    rowsQuery(
      list,
      {
        filter: search.filter ?? props.standardFilter,
        sort: search.sort ?? standardSort.sort,
        order: search.order ?? (search.sort ? 'asc' : standardSort.order),
        pageSize,
        cursor: search.cursor,
      },
      props.load,
    );
  const rows = useQuery({
    ...asked(search),
    placeholderData: keepPreviousData,
    refetchInterval: props.refresh,
  });
  const page = rows.data;

  const queries = useQueryClient();
  const latest = useRef(0);
  useEffect(
    () => () => {
      latest.current += 1; // who has left the list is not brought back
    },
    [],
  );
  const go = async (next: ListSearch) => {
    const none = next.filter?.length === 0 && !props.standardFilter;
    const wanted = none ? { ...next, filter: undefined } : next;
    // Rows that come at once are shown at once: to render the table for the question and again for the answer takes longer.
    latest.current += 1;
    const turn = latest.current;
    await Promise.race([queries.prefetchQuery(asked(wanted)), patience()]);
    if (turn !== latest.current) return;
    setSelected([]);
    onSearch(wanted);
  };
  /** As far as rows were counted; nothing where none was found yet. */
  const counted = (
    all: 'table.count' | 'table.matches',
    more: 'table.countCapped' | 'table.matchesCapped',
  ) =>
    page?.total === undefined || (page.totalCapped && page.total === 0)
      ? ''
      : t(page.totalCapped ? more : all, { total: page.total });
  const count = counted('table.count', 'table.countCapped');
  const sorted = columns.find(column => column.sort === sort);
  const definitions: TableProps.ColumnDefinition<T>[] = columns.map(column => ({
    id: column.id,
    header: column.header,
    cell: column.cell,
    width: widths[column.id] ?? column.width,
    minWidth: 80,
    isRowHeader: column.isRowHeader,
    sortingField: column.sort,
  }));
  const actions = props.actions?.(selected, () => setSelected([]));

  return (
    <Table
      variant="full-page"
      stickyHeader
      resizableColumns
      enableKeyboardNavigation
      trackBy={props.trackBy}
      items={page?.items ?? []}
      loading={rows.isPending}
      loadingText={t('common.loading')}
      columnDefinitions={definitions}
      columnDisplay={preferences.contentDisplay}
      onColumnWidthsChange={e =>
        setWidths(
          columns.map(column => column.id),
          e.detail.widths,
        )
      }
      wrapLines={preferences.wrapLines}
      stripedRows={preferences.stripedRows}
      contentDensity={preferences.contentDensity}
      stickyColumns={{ first: props.selectable ? 2 : 1 }}
      selectionType={props.selectable}
      isItemDisabled={props.unselectable}
      selectedItems={selected}
      onSelectionChange={e => setSelected(e.detail.selectedItems)}
      sortingColumn={sorted ? { sortingField: sorted.sort } : undefined}
      sortingDescending={order === 'desc'}
      onSortingChange={e =>
        void go({
          ...search,
          sort: e.detail.sortingColumn.sortingField,
          order: e.detail.isDescending ? 'desc' : 'asc',
          page: undefined,
          cursor: undefined,
        })
      }
      ariaLabels={{
        tableLabel: props.title,
        selectionGroupLabel: props.title,
        allItemsSelectionLabel: () => t('table.selectAll'),
        itemSelectionLabel: (_, item) => t('table.select', { name: props.nameOf(item) }),
      }}
      header={
        <Header
          variant="awsui-h1-sticky"
          counter={count && `(${selected.length > 0 ? `${selected.length}/` : ''}${count})`}
          description={props.description}
          info={props.info}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button
                iconName="refresh"
                ariaLabel={t('action.refresh')}
                loading={rows.isFetching}
                onClick={() => void rows.refetch()}
              />
              {actions}
            </SpaceBetween>
          }
        >
          {props.title}
        </Header>
      }
      filter={
        <Suspense fallback={<Box padding={{ vertical: 'xs' }}>&nbsp;</Box>}>
          <FilterBar
            filters={props.filters}
            filter={filter}
            placeholder={props.filterPlaceholder}
            freeText={freeText}
            chooser={props.chooser}
            countText={counted('table.matches', 'table.matchesCapped')}
            onChange={tokens => void go({ ...search, filter: tokens, page: undefined, cursor: undefined })}
          />
        </Suspense>
      }
      pagination={
        <KeysetPages
          list={JSON.stringify([list, filter, sort, order, pageSize])}
          page={search.page ?? 1}
          cursor={search.cursor}
          next={page?.next}
          previous={page?.previous}
          onChange={(number, cursor) => void go({ ...search, page: cursor ? number : undefined, cursor })}
        />
      }
      preferences={
        <Suspense
          fallback={<Button variant="icon" iconName="settings" ariaLabel={t('table.preferences')} disabled />}
        >
          <CollectionPreferences
            preferences={preferences}
            onConfirm={e => {
              setPreferences(e.detail);
              if (e.detail.pageSize !== preferences.pageSize)
                onSearch({ ...search, page: undefined, cursor: undefined });
            }}
            pageSizePreference={{
              options: pageSizes.map(value => ({ value, label: t('table.rows', { count: value }) })),
            }}
            wrapLinesPreference={{}}
            stripedRowsPreference={{}}
            contentDensityPreference={{}}
            contentDisplayPreference={{
              options: columns.map((column, i) => ({
                id: column.id,
                label: column.header,
                alwaysVisible: i === 0,
              })),
            }}
          />
        </Suspense>
      }
      empty={
        rows.isError ? (
          <Nothing title={t('error.title')} text={problemText(rows.error, i18n)}>
            <Button onClick={() => void rows.refetch()}>{t('action.retry')}</Button>
          </Nothing>
        ) : page?.short && page.next ? (
          <Nothing title={t('table.noneYet')} text={t('table.noneYetText')}>
            <Button onClick={() => void go({ ...search, page: (search.page ?? 1) + 1, cursor: page.next })}>
              {t('table.lookOn')}
            </Button>
          </Nothing>
        ) : filter?.length ? (
          <Nothing title={t('table.noMatch')} text={t('table.noMatchText')}>
            <Button onClick={() => void go({ ...search, filter: [], page: undefined, cursor: undefined })}>
              {t('action.clearFilters')}
            </Button>
          </Nothing>
        ) : (
          props.empty
        )
      }
    />
  );
}

/** What a table shows in place of rows. */
export function Nothing({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <Box textAlign="center" color="inherit" margin={{ vertical: 'xs' }}>
      <SpaceBetween size="m">
        <div>
          <b>{title}</b>
          <Box variant="p" color="inherit">
            {text}
          </Box>
        </div>
        {children}
      </SpaceBetween>
    </Box>
  );
}
