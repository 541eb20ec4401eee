import Button from '@cloudscape-design/components/button';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { FollowLink } from '../../components/FollowLink';
import { useI18n } from '../../i18n';
import type { Listing } from './api';

const indicators: Record<Listing['standing'], StatusIndicatorProps.Type> = {
  OPEN: 'info',
  CONNECTED: 'success',
  ASKED: 'pending',
  ASKED_BY: 'warning',
  CLOSED: 'stopped',
};

/** How somebody stands to one's own company. */
export function Standing({ partner }: { partner: Listing }) {
  const { t } = useI18n();
  const { standing } = partner;
  return (
    <StatusIndicator type={indicators[standing]}>{t(`connections.standing.${standing}`)}</StatusIndicator>
  );
}

interface Props {
  partner: Listing;
  /** Absent for somebody whose role does not connect. */
  onAsk?: (partner: Listing) => void;
}

/** What can be done now. */
export function NextStep({ partner, onAsk }: Props) {
  const { t } = useI18n();
  if (partner.standing === 'OPEN' && onAsk) {
    return (
      <Button
        variant="inline-link"
        ariaLabel={`${t('connections.ask')} ${partner.name}`}
        onClick={() => onAsk(partner)}
      >
        {t('connections.ask')}
      </Button>
    );
  }
  if (partner.standing === 'ASKED' || partner.standing === 'ASKED_BY') {
    return (
      <FollowLink href="/connections" ariaLabel={`${t('connections.seeRequest')} ${partner.name}`}>
        {t('connections.seeRequest')}
      </FollowLink>
    );
  }
  return <>{t('common.empty')}</>;
}
