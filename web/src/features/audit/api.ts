import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters, type ListQuery } from '../../api/list';

export type AuditEntry = components['schemas']['AuditEntry'];
export type AuditFinding = components['schemas']['AuditFinding'];

export const listAudit = (of: ListQuery) =>
  unwrap(client.GET('/api/central/audit', { params: { query: listParameters(of) } }));

/** Checks the whole chain; a head that was kept elsewhere must still be in it. */
export const verifyAudit = (head: string) =>
  unwrap(client.POST('/api/central/audit/verify', { body: { head: head || undefined } }));

/** Where the entries that a list asks for are downloaded from. */
export function auditFile(of: Pick<ListQuery, 'filter'>): string {
  const { filter } = listParameters({ ...of, pageSize: 10 });
  return `/api/central/audit/export${filter ? `?${new URLSearchParams({ filter }).toString()}` : ''}`;
}
