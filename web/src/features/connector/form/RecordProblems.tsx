import Alert from '@cloudscape-design/components/alert';
import { problemText } from '../../../app/flash';
import { violationText } from '../../../components/form/violations';
import { useI18n } from '../../../i18n';
import type { CrmField } from '../types';
import type { RecordForm } from './useRecordForm';

interface Props {
  form: RecordForm;
  drawn: CrmField[];
  problem: unknown;
}

/** What no field on the page can show. */
export function RecordProblems({ form, drawn, problem }: Props) {
  const i18n = useI18n();
  const homeless = form.violations.filter(
    violation => !drawn.some(field => field.name === violation.location),
  );
  if (!problem && homeless.length === 0) return null;
  return (
    <Alert type="error" header={i18n.t('error.title')}>
      {Boolean(problem) && problemText(problem, i18n)}
      {homeless.map(violation => (
        <div key={violation.location + violation.message}>{violationText(violation, i18n)}</div>
      ))}
    </Alert>
  );
}
