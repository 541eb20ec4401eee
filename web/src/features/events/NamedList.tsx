import Button from '@cloudscape-design/components/button';
import type { ReactNode } from 'react';
import type { ListQuery, Page } from '../../api/list';
import { InfoLink } from '../../components/InfoLink';
import type { ListSearch } from '../../components/list/search';
import { Nothing, ServerTable, type Column } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';

interface Props<T> {
  list: string;
  title: string;
  columns: Column<T>[];
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
  load: (query: ListQuery) => Promise<Page<T>>;
  none: { title: string; text: string };
  create?: { text: string; onClick: () => void };
  /** What can be done with the row that is selected. */
  actions: (one: T | undefined) => ReactNode;
  refresh?: number;
}

/** A list of the event bus: in the order of its names, looked through by their beginnings. */
export function NamedList<T extends { name?: string }>(props: Props<T>) {
  const { list, title, columns, search, onSearch, load, none, create, refresh } = props;
  const { t } = useI18n();
  const nameOf = (one: T) => one.name ?? '';
  return (
    <ServerTable
      list={list}
      title={title}
      info={<InfoLink topic="events" about={title} />}
      columns={columns}
      filters={[{ key: 'name', label: t('events.name'), kind: 'prefix' }]}
      filterPlaceholder={t('events.find')}
      freeText="none"
      standardSort={{ sort: 'name', order: 'asc' }}
      search={search}
      onSearch={onSearch}
      load={load}
      trackBy={nameOf}
      nameOf={nameOf}
      selectable="single"
      refresh={refresh}
      actions={selected => [
        props.actions(selected[0]),
        create && (
          <Button key="create" variant="primary" onClick={create.onClick}>
            {create.text}
          </Button>
        ),
      ]}
      empty={<Nothing {...none} />}
    />
  );
}
