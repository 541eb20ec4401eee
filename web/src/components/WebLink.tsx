import Link from '@cloudscape-design/components/link';
import { useI18n } from '../i18n';

/** A link only for what is one: a stored "javascript:" address stays text. */
export function WebLink({ address }: { address: string }) {
  const { t } = useI18n();
  if (!address) return <>{t('common.empty')}</>;
  if (!/^https?:\/\//i.test(address)) return <>{address}</>;
  return (
    <Link href={address} external externalIconAriaLabel={t('common.newTab')}>
      {address}
    </Link>
  );
}
