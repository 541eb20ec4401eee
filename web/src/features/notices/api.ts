import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters, type ListQuery } from '../../api/list';
import { useFlash } from '../../app/flash';

type Schemas = components['schemas'];
export type Notice = Schemas['Notice'];
export type Preferences = Schemas['NoticePreferences'];
export type Wish = Preferences['wishes'][number];

export const listNotices = (of: ListQuery) =>
  unwrap(client.GET('/api/central/notices', { params: { query: listParameters(of) } }));

/** The last few, and how many are unread. */
export const latestQuery = queryOptions({
  queryKey: ['notices', 'latest'],
  queryFn: () => listNotices({ pageSize: 10 }),
  refetchInterval: 20_000,
});

type Marks = { ids: string[]; seen: boolean } | { upTo: string };

/** Notes what the reader has seen, or has not. */
export function useMark() {
  const queries = useQueryClient();
  const flash = useFlash();
  return useMutation({
    mutationFn: (body: Marks) => unwrap(client.POST('/api/central/notices/marks', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notices'] }),
    onError: flash.failure,
  });
}

export const preferencesQuery = queryOptions({
  queryKey: ['notice-preferences'],
  queryFn: () => unwrap(client.GET('/api/central/notices/preferences')),
});

export const savePreferences = ({ wishes, zone, time, businessDays, version }: Preferences) =>
  unwrap(
    client.PUT('/api/central/notices/preferences', {
      body: {
        wishes: wishes.map(({ group, page, mail }) => ({ group, page, mail })),
        zone,
        time,
        businessDays,
        version,
      },
    }),
  );
