import type { Violation } from '../../api/client';
import type { I18n } from '../../i18n';

/** What is wrong, and how to mend it, in the reader's language. */
export function violationText(violation: Violation, { pick, locale }: I18n): string {
  const message = pick(violation.message, violation.messageJa);
  const fix = pick(violation.fixEn ?? '', violation.fixJa);
  if (fix && violation.code === 'REQUIRED_FIELD_MISSING') return fix; // that something is missing, the fix says too
  return fix && fix !== message ? `${message}${locale === 'ja' ? '' : ' '}${fix}` : message;
}
