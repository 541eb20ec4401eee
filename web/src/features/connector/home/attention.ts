import type { Token } from '../../../api/list';
import type { RecordRow } from '../types';

/** The reasons for which a deal needs somebody, the most urgent first. */
export const reasons = ['action', 'failed', 'blocked', 'parked'] as const;
export type Reason = (typeof reasons)[number];

const tokenOf: Record<Reason, Token> = {
  action: { property: 'review', operator: '=', value: ['Action Required'] },
  failed: { property: 'pairing', operator: '=', value: ['failed'] },
  blocked: { property: 'pairing', operator: '=', value: ['blocked'] },
  parked: { property: 'pairing', operator: '=', value: ['parked'] },
};

/** The filter that lists the deals with a reason. */
export const tokensFor = (reason: Reason, mine: Token[] | undefined): Token[] => [
  tokenOf[reason],
  ...(mine ?? []),
];

/** Parked edits need nobody: they are counted but not listed. */
const pressing = ['action', 'failed', 'blocked'] as const;

export interface Urgent {
  reason: (typeof pressing)[number];
  row: RecordRow;
}

/** One entry a deal, under its most urgent reason. */
export function urgent(rows: Partial<Record<Reason, readonly RecordRow[]>>, limit: number): Urgent[] {
  const seen = new Set<string>();
  const all: Urgent[] = [];
  for (const reason of pressing) {
    for (const row of rows[reason] ?? []) {
      if (seen.has(row.id)) continue;
      seen.add(row.id);
      all.push({ reason, row });
    }
  }
  return all.slice(0, limit);
}
