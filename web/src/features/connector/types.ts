import type { components } from '../../api/connector.d';

type Schemas = components['schemas'];

/** The values of a CRM record by field name: a boolean, a list, or a text. An absent field is empty. */
export type Fields = { [name: string]: unknown };

export type CrmField = Schemas['Field'];
export type FieldType = CrmField['type'];
export type CrmObject = Schemas['Object'];

/** Where a record stands with AWS. */
export type Pairing = Schemas['Pairing'];
export type PairingState = Pairing['state'];
export const pairingStates = [
  'none',
  'blocked',
  'waiting',
  'synced',
  'failed',
  'parked',
] as const satisfies readonly PairingState[];

export type RecordRow = Schemas['RecordRow'];
export type Reference = Schemas['Named'];
export type Comment = Schemas['Comment'];
/** An edit that waits for AWS's decision. */
export type ParkedEdit = Schemas['ParkedEdit'];
/** A record of the CRM with everything that its page shows. */
export type Deal = Schemas['Deal'];

/** A broken rule, with the CRM's field that mends it. */
export type Finding = Schemas['MendHere'];

/** What a sync would do now. */
export type PlannedField = Schemas['PlanField'];
export type Decision = PlannedField['decision'];

export type LogRow = Schemas['LogRow'];
export type LogEntry = Schemas['LogEntry'];
export type Outcome = LogRow['outcome'];
export const outcomes = ['done', 'failed', 'waiting', 'skipped'] as const satisfies readonly Outcome[];

export type MappedPair = Schemas['MappingPair'];
export type ConnectorStatus = Schemas['Status'];
/** What is used of a limit. */
export type Gauge = Schemas['Gauge'];
