import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters, type ListQuery } from '../../api/list';

export type Engagement = components['schemas']['EngagementView'];
export type Context = components['schemas']['Context'];
export type Lead = components['schemas']['Lead'];

const one = (id: string) => ({ params: { path: { id } } });

export const listEngagements = (query: ListQuery) =>
  unwrap(client.GET('/api/central/engagements', { params: { query: listParameters(query) } }));

export const engagementQuery = (id: string) =>
  queryOptions({
    queryKey: ['engagements', id],
    queryFn: () => unwrap(client.GET('/api/central/engagements/{id}', one(id))),
  });
