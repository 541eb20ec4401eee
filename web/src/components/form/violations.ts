import type { Violation } from '../../api/client';
import type { I18n } from '../../i18n';

/** What to do about a refusal, in the reader's language. AWS's own message names wire paths; it stands in when no fix is known. */
export function violationText({ message, messageJa, fixEn, fixJa }: Violation, { pick }: I18n): string {
  return pick(fixEn ?? '', fixJa) || pick(message, messageJa);
}
