import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useI18n } from '../i18n';

/** Stands where AWS shows something once it is accepted. */
export function AcceptToView() {
  const { t } = useI18n();
  return (
    <StatusIndicator type="stopped" colorOverride="grey">
      {t('invitations.masked')}
    </StatusIndicator>
  );
}
