import type { CollectionPreferencesProps } from '@cloudscape-design/components/collection-preferences';
import { useState } from 'react';

export type Preferences = CollectionPreferencesProps.Preferences;
type Columns = readonly { id: string; hidden?: boolean }[];

export const pageSizes = [10, 20, 50, 100];

function display(columns: Columns, kept: Preferences['contentDisplay']) {
  const known = (kept ?? []).filter(item => columns.some(column => column.id === item.id));
  const added = columns.filter(column => !known.some(item => item.id === column.id));
  return [...known, ...added.map(column => ({ id: column.id, visible: !column.hidden }))];
}

function load(key: string, columns: Columns, wrapped: boolean): Preferences {
  try {
    return usable(JSON.parse(localStorage.getItem(key) ?? '{}'), columns, wrapped);
  } catch {
    return usable({}, columns, wrapped); // an unreadable preference is as good as none
  }
}

/** How many rows a page of a list has for somebody with such preferences. */
export function pageSizeOf(wanted: unknown): number {
  const { pageSize = 0 } = (typeof wanted === 'object' && wanted ? wanted : {}) as Preferences;
  return pageSizes.includes(pageSize) ? pageSize : 20;
}

/** Takes from kept preferences what is usable. */
export function usable(wanted: unknown, columns: Columns, wrapped = false): Preferences {
  const kept = (typeof wanted === 'object' && wanted ? wanted : {}) as Preferences;
  return {
    wrapLines: typeof kept.wrapLines === 'boolean' ? kept.wrapLines : wrapped,
    stripedRows: kept.stripedRows === true,
    contentDensity: kept.contentDensity === 'compact' ? 'compact' : 'comfortable',
    pageSize: pageSizeOf(kept),
    contentDisplay: display(columns, Array.isArray(kept.contentDisplay) ? kept.contentDisplay : []),
  };
}

/** How somebody wants to see a list: kept in this browser, a new column of a later release appended. */
export function usePreferences(list: string, columns: Columns, wrapped = false) {
  const key = `cosell.list.${list}`;
  const [preferences, setPreferences] = useState(() => load(key, columns, wrapped));
  const change = (next: Preferences) => {
    localStorage.setItem(key, JSON.stringify(next));
    setPreferences(next);
  };
  return [preferences, change] as const;
}

export function useColumnWidths(list: string) {
  const key = `cosell.widths.${list}`;
  const [widths] = useState(() => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? '{}') as Record<string, number>;
    } catch {
      return {};
    }
  });
  const change = (ids: string[], next: readonly number[]) =>
    localStorage.setItem(key, JSON.stringify(Object.fromEntries(ids.map((id, i) => [id, next[i]]))));
  return [widths, change] as const;
}
