import type { Token } from '../../api/list';
import type { View } from '../../api/views';
import type { ListSearch } from '../../components/list/search';
import type { I18n } from '../../i18n';

/** The name of a view: presets are named by the language. */
export function viewName(list: string, view: View, { t, has }: I18n): string {
  const key = `views.${list}.${view.id}`;
  return view.preset && has(key) ? t(key) : (view.name ?? view.id);
}

export const viewTokens = (view: View): Token[] =>
  view.filters.map(({ property, operator, value }) => ({
    ...(property && { property }),
    operator: operator ?? '=',
    value: value ?? [],
  }));

const canonical = (tokens: Token[]) =>
  JSON.stringify(
    tokens.map(({ property = '', operator, value }) => [property, operator, [value].flat()]).sort(),
  );

/** The view that an address names, or the one that the list begins with. */
export function chosen(
  { items, default: standard }: { items: View[]; default?: string },
  id: string | undefined,
): View | undefined {
  const named = (id?: string) => items.find(view => view.id === id);
  return named(id) ?? named(standard) ?? items[0];
}

/** Whether an address shows something else than the view does. */
export function differs(view: View, search: ListSearch): boolean {
  const filter = search.filter !== undefined && canonical(search.filter) !== canonical(viewTokens(view));
  const sort =
    search.sort !== undefined && (search.sort !== view.sort || (search.order ?? 'asc') !== view.order);
  return filter || sort;
}

/** What an address shows, with what it leaves to its view. */
export function effective(view: View, search: ListSearch) {
  return {
    filter: search.filter ?? viewTokens(view),
    sort: search.sort ?? view.sort,
    order: search.order ?? (search.sort ? ('asc' as const) : view.order),
  };
}
