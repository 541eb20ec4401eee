import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters, type ListQuery, type Token } from '../../api/list';

export type AuditEntry = components['schemas']['AuditEntry'];
export type AuditFinding = components['schemas']['AuditFinding'];

export const listAudit = (of: ListQuery) =>
  unwrap(client.GET('/api/central/audit', { params: { query: listParameters(of) } }));

/** Checks the whole chain; a head that was kept elsewhere must still be in it. */
export const verifyAudit = (head: string) =>
  unwrap(client.POST('/api/central/audit/verify', { body: { head: head || undefined } }));

/** Where the entries that the filter leaves are downloaded, all pages of them. */
export function auditFile(of: Token[] | undefined): string {
  const { filter } = listParameters({ filter: of, pageSize: 10 });
  return `/api/central/audit/export${filter ? `?filter=${encodeURIComponent(filter)}` : ''}`;
}
