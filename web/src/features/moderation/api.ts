import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters, type ListQuery } from '../../api/list';

type Schemas = components['schemas'];

export type Case = Schemas['VerificationCase'];
export type Update = Schemas['ProfileUpdate'];
export type ProfileText = Schemas['ProfileText'];
export type Finding = { locale: string; reason: string; message: string };
export type Verdict = 'approve' | 'reject';

const query = (of: ListQuery) => ({ params: { query: listParameters(of) } });
const one = (id: string) => ({ params: { path: { id } } });

export const listVerifications = (of: ListQuery) =>
  unwrap(client.GET('/api/central/desk/verifications', query(of)));

export const decideVerification = ({ id, attempt }: Case, decision: Verdict, reason: string) =>
  unwrap(
    client.POST('/api/central/desk/verifications/{id}/decision', {
      ...one(id),
      body: { attempt, decision, reason },
    }),
  );

export const listUpdates = (of: ListQuery) =>
  unwrap(client.GET('/api/central/desk/profile-updates', query(of)));

export const updateQuery = (id: string) =>
  queryOptions({
    queryKey: ['profile-updates', id],
    queryFn: () => unwrap(client.GET('/api/central/desk/profile-updates/{id}', one(id))),
  });

export const judgeUpdate = (id: string, decision: Verdict, found: Finding[]) =>
  unwrap(
    client.POST('/api/central/desk/profile-updates/{id}/decision', { ...one(id), body: { decision, found } }),
  );

export type Award = Schemas['Award'];

export const listAwards = (of: ListQuery) => unwrap(client.GET('/api/central/desk/awards', query(of)));

export const saveAward = ({ partner, version }: Award, competencies: string[], programs: string[]) =>
  unwrap(
    client.PUT('/api/central/desk/awards/{account}', {
      params: { path: { account: partner.id } },
      body: { version, competencies, programs },
    }),
  );
