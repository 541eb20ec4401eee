import type { Form } from '../../../api/central';
import { same, settle, type Fields } from '../../../components/clash/edits';
import { readPath, writePath } from '../../../components/form/document';
import { valueOf, withValue } from '../../../components/form/useForm';
import type { FieldId } from '../../../gen/fields';
import { own, spend } from './conditions';
import { steps } from './layout';

/** The partner's own contract value, which is no field of the catalogue. */
export const contractValue = 'contract_value';

const ids: FieldId[] = steps.flatMap(step => step.groups.flatMap(group => group.fields));

/** What a form holds, by field. */
export const fieldsOf = (form: Form): Fields => ({
  ...Object.fromEntries(ids.map(id => [id, valueOf(form, id)])),
  [contractValue]: readPath(form.document, spend, own),
});

/** The fields in which a form differs from what it began with. */
export function editsOf(before: Form, now: Form): Fields {
  const was = fieldsOf(before);
  return Object.fromEntries(Object.entries(fieldsOf(now)).filter(([name, value]) => !same(was[name], value)));
}

/** The other one's form with the edits made here, but for the fields named in `take`. */
export function merged(theirs: Form, edits: Fields, take: ReadonlySet<string>): Form {
  let form = theirs;
  for (const [name, value] of Object.entries(settle(edits, fieldsOf(theirs), take))) {
    form =
      name === contractValue
        ? { ...form, document: writePath(form.document, spend, value, own) }
        : withValue(form, name as FieldId, value);
  }
  return form;
}
