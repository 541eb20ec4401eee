import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { violationText } from './violations';
import { Question } from '../Question';
import { useI18n, type I18n } from '../../i18n';

/** What is wrong with a field, by its name in the answer; undefined where nothing is. */
export type Refused = (field: string) => string | undefined;

/** Says whether a change was decided on another version than the stored one. */
export const isStale = (problem: unknown) => problem instanceof ApiError && problem.code === 'stale';

/** The refusals of a call at their fields, and what belongs to none of them. */
export function refusalsOf(problem: unknown, shown: (field: string) => boolean, i18n: I18n) {
  const violations = problem instanceof ApiError ? problem.violations : [];
  const refused: Refused = field =>
    violations
      .filter(one => one.location === field)
      .map(one => violationText(one, i18n))
      .join(' ') || undefined;
  const elsewhere = violations.filter(one => !shown(one.location)).map(one => violationText(one, i18n));
  if (isStale(problem)) {
    // Both versions stand in the message itself; what to do stands in the fix.
    const why = violations.map(one => `${i18n.pick(one.message, one.messageJa)} ${violationText(one, i18n)}`);
    return { refused, rest: why.length > 0 ? why : [problemText(problem, i18n)] };
  }
  const rest = problem && violations.length === 0 ? [problemText(problem, i18n)] : elsewhere;
  return { refused, rest };
}

interface FormModalProps {
  title: string;
  action: string;
  /** Says that it was done. */
  done: string;
  /** Names of the fields that show their own refusals; one that ends with "[" stands for a list. */
  fields: string[];
  list: string;
  save: () => Promise<unknown>;
  onClose: () => void;
  children: (refused: Refused) => ReactNode;
}

/** A form in a modal: what is refused stands at its field, and the rest above all. */
export function FormModal({ title, action, done, fields, list, save, onClose, children }: FormModalProps) {
  const i18n = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const saving = useMutation({
    mutationFn: save,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [list] });
      flash.success(done);
      onClose();
    },
  });
  const shown = (at: string) => fields.some(one => (one.endsWith('[') ? at.startsWith(one) : at === one));
  const { refused, rest } = refusalsOf(saving.error, shown, i18n);
  return (
    <Question
      title={title}
      action={action}
      size="large"
      busy={saving.isPending}
      onAction={() => saving.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
        {children(refused)}
      </SpaceBetween>
    </Question>
  );
}
