import { ApiError } from '../../../api/client';
import { getRecord, updateRecord } from '../api';
import type { RecordForm } from './useRecordForm';

/**
 * Saves what was changed, record after record. A refusal or a record that somebody else saved first stays in the form
 * that it belongs to; the answer says whether everything is saved.
 */
export async function saveForms(forms: RecordForm[]): Promise<boolean> {
  let whole = true;
  for (const form of forms) {
    if (!form.changed) continue;
    const { object, id, version } = form.record;
    try {
      form.saved((await updateRecord(object, id, version, form.edits)).version);
    } catch (problem) {
      if (!(problem instanceof ApiError)) throw problem;
      whole = false;
      if (problem.code === 'stale') form.setTheirs(await getRecord(object, id));
      else if (problem.violations.length > 0) form.setViolations(problem.violations);
      else throw problem;
    }
  }
  return whole;
}
