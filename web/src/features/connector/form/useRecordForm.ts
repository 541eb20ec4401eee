import { useState } from 'react';
import type { Violation } from '../../../api/client';
import type { Deal, Fields } from '../types';
import { compare, settle, withEdit } from '../../../components/clash/edits';

/** The editing of one record: its values, what was changed, and what the server said about them. */
export interface RecordForm {
  record: Deal;
  value: (name: string) => unknown;
  set: (name: string, value: unknown) => void;
  edits: Fields;
  changed: boolean;
  violations: Violation[];
  setViolations: (violations: Violation[]) => void;
  violationsAt: (name: string) => Violation[];
  /** The record as somebody else saved it meanwhile. */
  theirs?: Deal;
  setTheirs: (record: Deal) => void;
  /** Goes on from the other one's record, with the fields named in `take` as it has them. */
  settle: (take: ReadonlySet<string>) => void;
  saved: (version: string) => void;
}

interface State {
  record: Deal;
  edits: Fields;
  violations: Violation[];
  theirs?: Deal;
}

export const keyOf = ({ object, id }: { object: string; id: string }) => `${object}/${id}`;

/** The editing of several records at once, such as a deal and its account. */
export function useRecordForms(records: Deal[]): RecordForm[] {
  const [states, setStates] = useState<State[]>(() =>
    records.map(record => ({ record, edits: {}, violations: [] })),
  );
  return states.map(state => {
    const { record, edits, violations, theirs } = state;
    const change = (next: (old: State) => State) =>
      setStates(all => all.map(one => (keyOf(one.record) === keyOf(record) ? next(one) : one)));
    return {
      record,
      edits,
      violations,
      theirs,
      changed: Object.keys(edits).length > 0,
      value: name => (name in edits ? edits[name] : record.fields[name]),
      set: (name, value) =>
        change(old => ({
          ...old,
          edits: withEdit(old.edits, old.record.fields, name, value),
          violations: old.violations.filter(violation => violation.location !== name),
        })),
      setViolations: found => change(old => ({ ...old, violations: found })),
      violationsAt: name => violations.filter(violation => violation.location === name),
      setTheirs: found => change(old => ({ ...old, theirs: found })),
      settle: take =>
        change(old =>
          old.theirs
            ? { record: old.theirs, edits: settle(old.edits, old.theirs.fields, take), violations: [] }
            : old,
        ),
      saved: version =>
        change(old => ({
          record: { ...old.record, version, fields: { ...old.record.fields, ...old.edits } },
          edits: {},
          violations: [],
        })),
    };
  });
}

/** What somebody else changed meanwhile, and where it meets the edits made here. */
export const clashesOf = ({ record, theirs, edits }: RecordForm) =>
  compare(record.fields, theirs?.fields ?? record.fields, edits);
