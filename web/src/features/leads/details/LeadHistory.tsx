import { History } from '../../../components/history/History';
import { useI18n } from '../../../i18n';
import { leadHistory } from '../api';
import { leadLabel, leadValue } from '../words';

/** What the partner's people did with a lead. */
export function LeadHistory({ id }: { id: string }) {
  const i18n = useI18n();
  const { t, has } = i18n;
  return (
    <History
      of={['leads', 'lead', id]}
      load={cursor => leadHistory(id, cursor)}
      action={name => (has(`leads.did.${name}`) ? t(`leads.did.${name}` as 'leads.did.accept') : name)}
      label={path => leadLabel(path, i18n)}
      shown={(path, value) => leadValue(path, typeof value === 'string' ? value : '', i18n)}
      empty={t('history.none')}
    />
  );
}
