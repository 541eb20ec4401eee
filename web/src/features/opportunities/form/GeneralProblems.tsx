import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Violation } from '../../../api/client';
import { violationText } from '../../../components/form/violations';
import { useI18n } from '../../../i18n';

/** Refusals that no field on the page can show. */
export function GeneralProblems({ violations }: { violations: Violation[] }) {
  const i18n = useI18n();
  if (violations.length === 0) return null;
  return (
    <Alert type="error" header={i18n.t('error.invalid')}>
      <SpaceBetween size="xs">
        {violations.map(violation => (
          <div key={`${violation.location} ${violation.message}`}>{violationText(violation, i18n)}</div>
        ))}
      </SpaceBetween>
    </Alert>
  );
}
