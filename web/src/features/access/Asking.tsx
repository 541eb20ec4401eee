import Link from '@cloudscape-design/components/link';
import type { components } from '../../api/central.d';
import { useI18n } from '../../i18n';

/** Whom to ask for what only an alliance lead can do. */
export function Asking({ leads }: { leads: components['schemas']['LeadName'][] }) {
  const { t } = useI18n();
  if (leads.length === 0) return <>{t('terms.askNobody')}</>;
  return (
    <>
      {t('terms.ask')}{' '}
      {leads.map((one, i) => (
        <span key={one.email}>
          {i > 0 && ', '}
          <Link href={`mailto:${one.email}`}>{t('terms.askWhom', { name: one.name, email: one.email })}</Link>
        </span>
      ))}
    </>
  );
}
