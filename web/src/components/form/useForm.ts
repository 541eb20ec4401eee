import { useCallback, useState } from 'react';
import type { Form } from '../../api/central';
import type { Violation } from '../../api/client';
import type { FieldId } from '../../gen/fields';
import { fieldAt, listOf, readField, textOf, writeField } from './document';

export interface FormState {
  form: Form;
  changed: boolean;
  value: (id: FieldId) => unknown;
  text: (id: FieldId) => string;
  list: (id: FieldId) => string[];
  set: (id: FieldId, value: unknown) => void;
  setMany: (change: (form: Form) => Form) => void;
  violations: Violation[];
  setViolations: (violations: Violation[]) => void;
  violationsAt: (id: FieldId) => Violation[];
}

/** Fields that are not part of the document but travel beside it. */
const beside: Partial<Record<FieldId, 'solutions' | 'products' | 'involvement' | 'visibility'>> = {
  solutions: 'solutions',
  aws_products: 'products',
  involvement_type: 'involvement',
  visibility: 'visibility',
};

export const valueOf = (form: Form, id: FieldId): unknown => {
  const member = beside[id];
  return member ? form[member] : readField(form.document, id);
};

export const withValue = (form: Form, id: FieldId, value: unknown): Form => {
  const member = beside[id];
  return member ? { ...form, [member]: value } : { ...form, document: writeField(form.document, id, value) };
};

/**
 * The values of a form, and what the server said about them. A refusal goes away once its field is edited. `typed` says that
 * the form begins with what somebody had typed before.
 */
export function useForm(initial: Form, typed = false): FormState {
  const [form, setForm] = useState(initial);
  const [changed, setChanged] = useState(typed);
  const [violations, setViolations] = useState<Violation[]>([]);

  const set = useCallback((id: FieldId, value: unknown) => {
    setForm(old => withValue(old, id, value));
    setViolations(old => old.filter(violation => fieldAt(violation.location) !== id));
    setChanged(true);
  }, []);
  const setMany = useCallback((change: (form: Form) => Form) => {
    setForm(change);
    setChanged(true);
  }, []);
  const value = (id: FieldId) => valueOf(form, id);

  return {
    form,
    changed,
    value,
    text: id => textOf(value(id)),
    list: id => listOf(value(id)),
    set,
    setMany,
    violations,
    setViolations,
    violationsAt: id => violations.filter(violation => fieldAt(violation.location) === id),
  };
}
