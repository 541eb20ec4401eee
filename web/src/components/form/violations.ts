import type { Violation } from '../../api/client';
import type { I18n } from '../../i18n';

/**
 * What to do about a refusal, in the reader's language. Of a whole record's state it also says which state that is: nobody
 * entered it. AWS's own message about a field names wire paths; it stands in when no fix is known.
 */
export function violationText(violation: Violation, { pick, locale }: I18n): string {
  const { location, code, message, messageJa, fixEn, fixJa } = violation;
  const fix = pick(fixEn ?? '', fixJa);
  const state = pick(message, messageJa);
  if (!fix || !state || location || code !== 'INVALID_RESOURCE_STATE' || state === fix) return fix || state;
  const ended = /[.。!?！？]$/.test(state) ? state : `${state}${pick('.', '。')}`;
  return locale === 'ja' ? ended + fix : `${ended} ${fix}`;
}
