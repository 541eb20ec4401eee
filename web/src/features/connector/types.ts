import type { Violation } from '../../api/client';

/** The values of a CRM record by field name: a boolean, a list, or a text. An absent field is empty. */
export type Fields = { [name: string]: unknown };

export type FieldType =
  | 'text'
  | 'longtext'
  | 'number'
  | 'currency'
  | 'date'
  | 'datetime'
  | 'boolean'
  | 'picklist'
  | 'multipicklist'
  | 'reference'
  | 'email'
  | 'phone'
  | 'url';

/** A value of a picklist. */
export interface Pick {
  value: string;
  label: string;
  labelJa: string;
}

/** A field as the CRM describes it. Length is in characters, 0 = no limit. */
export interface CrmField {
  name: string;
  label: string;
  labelJa: string;
  type: FieldType;
  required: boolean;
  readOnly: boolean;
  length: number;
  section: string;
  values: Pick[];
  /** The object that a reference points to. */
  object?: string;
  /** A picklist that takes other values as well. */
  open?: boolean;
}

export interface CrmObject {
  name: string;
  label: string;
  labelJa: string;
  fields: CrmField[];
}

export const pairingStates = ['none', 'blocked', 'waiting', 'synced', 'failed', 'parked'] as const;
export type PairingState = (typeof pairingStates)[number];

/** Where a record stands with AWS. */
export interface Pairing {
  state: PairingState;
  opportunityId?: string;
  reviewStatus?: string;
  reviewComments?: string;
  awsStage?: string;
  lastSyncedDate?: string;
  message?: string;
  parked: number;
  problems: number;
}

export interface RecordRow {
  object: string;
  id: string;
  name: string;
  account?: { id: string; name: string };
  stage?: string;
  amount?: string;
  currency?: string;
  closeDate?: string;
  owner?: string;
  modifiedDate: string;
  fields?: Fields;
  pairing: Pairing;
}

export interface Reference {
  id: string;
  name: string;
  object: string;
}

export interface Comment {
  at: string;
  author: string;
  text: string;
  fromAws: boolean;
}

/** An edit that waits for AWS's decision. */
export interface ParkedEdit {
  field: string;
  label: string;
  labelJa: string;
  path: string;
  value?: unknown;
  since: string;
}

/** A field of a record of the CRM. */
export interface Place {
  object: string;
  id: string;
  field: string;
}

/** A record of the CRM with everything that its page shows. */
export interface Deal {
  object: string;
  id: string;
  version: string;
  name: string;
  fields: Fields;
  references: { [field: string]: Reference };
  related: { object: string; id: string; name: string; role?: string }[];
  pairing: Pairing;
  comments: Comment[];
  parked: ParkedEdit[];
  allowed: { edit: boolean; share: boolean; sync: boolean };
  log: LogRow[];
  /** What AWS says about the deal, as the CRM keeps it. */
  aws?: { id: string; fields: Fields };
  /** The fields that AWS takes at present; absent when the record was never shared. */
  editable?: Place[];
}

/** A broken rule, with the CRM's field that mends it. */
export interface Finding extends Violation {
  crmObject?: string;
  crmField?: string;
  crmLabel?: string;
  crmLabelJa?: string;
  recordId?: string;
}

export type Decision = 'toAws' | 'toCrm' | 'same' | 'parked' | 'conflict' | 'refused';

export interface PlannedField {
  path: string;
  crmObject: string;
  crmField: string;
  crmLabel: string;
  crmLabelJa: string;
  base?: unknown;
  crm?: unknown;
  aws?: unknown;
  decision: Decision;
  winner?: string;
  why: string;
  whyJa: string;
}

/** What a sync would do now. */
export interface Plan {
  madeDate: string;
  fields: PlannedField[];
  steps: { operation: string; says: string; saysJa: string }[];
}

export const outcomes = ['done', 'failed', 'waiting', 'skipped'] as const;
export type Outcome = (typeof outcomes)[number];

export interface LogRow {
  id: string;
  at: string;
  object: string;
  recordId: string;
  recordName: string;
  opportunityId?: string;
  direction: 'toAws' | 'toCrm';
  operation: string;
  outcome: Outcome;
  attempts: number;
  code?: string;
  message?: string;
  durationMs: number;
}

export interface LogEntry extends LogRow {
  payload?: Fields;
  answer?: Fields;
  violations: Finding[];
  requestId?: string;
  mayRetry: boolean;
  mayEdit: boolean;
  retriedBy?: string;
}

export interface MappedPair {
  crmObject: string;
  crmField: string;
  crmLabel: string;
  crmLabelJa: string;
  path: string;
  way: 'toAws' | 'toCrm' | 'both';
  wins: 'crm' | 'aws' | 'latest';
  convert: string;
  required: boolean;
  picks: { crm: string; ace: string }[];
}

export interface Window {
  used: number;
  limit: number;
  /** When the oldest call leaves the window. */
  freesAt?: string;
}

export interface ConnectorStatus {
  remote: {
    url: string;
    catalog: string;
    account: string;
    reachable: boolean;
    lastContact?: string;
    lastError?: string;
  };
  quotas: { name: 'write' | 'read'; second: Window; day: Window }[];
  queue: { human: number; event: number; backfill: number };
  events: { received: number; lastReceived?: string };
  poll: { last?: string; next?: string };
  records: Record<PairingState, number>;
}
