import { useI18n } from '../../i18n';
import type { Update } from './api';

export const reasons = [
  'INVALID_CONTENT',
  'DUPLICATE_PROFILE',
  'INVALID_LOGO',
  'INVALID_LOGO_URL',
  'INVALID_LOGO_FILE',
  'INVALID_LOGO_SIZE',
  'INVALID_WEBSITE_URL',
] as const;

/** What is wrong with an update, one in a line. */
export function Findings({ found }: { found: Update['found'] }) {
  const { t, has } = useI18n();
  return found.map((one, i) => {
    const key = `profiles.reason.${one.reason}`;
    return <div key={i}>{`${has(key) ? t(key) : one.reason} (${one.locale}): ${one.message}`}</div>;
  });
}
