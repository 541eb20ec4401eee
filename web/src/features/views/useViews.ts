import type { CollectionPreferencesProps } from '@cloudscape-design/components/collection-preferences';
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { keepDisplay, viewsQuery, type Draft, type ListName, type View } from '../../api/views';
import { useFlash } from '../../app/flash';
import { usable, type Preferences } from '../../components/list/preferences';
import type { ListSearch } from '../../components/list/search';
import { chosen, differs, effective } from './views';

type Display = readonly CollectionPreferencesProps.ContentDisplayItem[];
type Columns = readonly { id: string; hidden?: boolean }[];

/** All that a list needs of its views: the one that it shows, what differs from it, and how it is displayed. */
export interface ListViews {
  list: ListName;
  views: View[];
  view: View;
  standard?: string;
  changed: boolean;
  /** What would be saved now, but for its name. */
  draft: Draft;
  preferences: readonly [Preferences, (next: Preferences) => void];
  choose: (id: string) => void;
}

const ordered = (ids: string[], columns: Columns): Display => [
  ...ids.filter(id => columns.some(column => column.id === id)).map(id => ({ id, visible: true })),
  ...columns.filter(column => !ids.includes(column.id)).map(({ id }) => ({ id, visible: false })),
];
const visible = (display: Display | undefined) =>
  (display ?? []).filter(item => item.visible).map(item => item.id);

export function useViews(
  list: ListName,
  columns: Columns,
  search: ListSearch,
  onSearch: (search: ListSearch) => void,
): ListViews {
  const query = viewsQuery(list);
  const { data } = useSuspenseQuery(query);
  const queries = useQueryClient();
  const flash = useFlash();
  const [shown, setShown] = useState<{ view: string; display?: Display }>();

  const view = chosen(data, search.view) as View;
  const own = view.columns.length > 0; // the view says which columns
  const kept = usable(data.display, columns);
  const touched = own && shown?.view === view.id && shown.display ? shown.display : undefined;
  const contentDisplay = touched ?? (own ? ordered(view.columns, columns) : kept.contentDisplay);

  const change = (next: Preferences) => {
    if (own) setShown({ view: view.id, display: next.contentDisplay });
    const display = { ...next, ...(own && { contentDisplay: kept.contentDisplay }) };
    queries.setQueryData(query.queryKey, old => old && { ...old, display });
    keepDisplay(list, { display }).catch(flash.failure);
  };
  const { filter, sort, order } = effective(view, search);
  return {
    list,
    views: data.items,
    view,
    standard: data.default,
    changed:
      differs(view, search) || (touched !== undefined && visible(touched).join() !== view.columns.join()),
    draft: {
      name: view.name,
      shared: view.shared,
      filters: filter.map(token => ({ ...token, value: [token.value].flat() })),
      sort,
      order,
      columns: visible(contentDisplay),
    },
    preferences: [{ ...kept, contentDisplay }, change],
    choose: id => onSearch({ view: id }),
  };
}
