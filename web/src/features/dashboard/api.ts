import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';

type Schemas = components['schemas'];
export type Figure = Schemas['Figure'];
export type Dashboard = Schemas['Dashboard'];

export const dashboardQuery = queryOptions({
  queryKey: ['dashboard'],
  refetchInterval: 60_000,
  queryFn: () => unwrap(client.GET('/api/central/dashboard')),
});

/** The list behind a figure: it has as many rows as the figure says. */
export function listHref({ list, filters }: Figure): string {
  const tokens = filters.map(({ property, operator, value }) => ({ property, operator, value }));
  const view = list === 'opportunities' ? 'view=all&' : '';
  return `/${list}?${view}filter=${encodeURIComponent(JSON.stringify(tokens))}`;
}

export const figuresOf = (board: Dashboard, chart: string): Figure[] =>
  board.charts.find(one => one.id === chart)?.figures ?? [];
