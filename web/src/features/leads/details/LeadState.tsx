import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useFollow } from '../../../components/follow';
import { useI18n } from '../../../i18n';
import type { LeadRecord } from '../api';

/** What a lead waits for, or what became of it. */
export function LeadState({ record }: { record: LeadRecord }) {
  const { t, time } = useI18n();
  const follow = useFollow();
  const { stage, opportunity, status, expires, left } = record;
  if (stage === 'PENDING') {
    const until = expires ? t('leads.until', { time: time(expires), days: left ?? 0 }) : '';
    return (
      <Alert type="warning" header={t('leads.waits')}>
        {t('leads.waits.text')} {until}
      </Alert>
    );
  }
  if (opportunity) {
    const href = `/opportunities/${opportunity}`;
    return (
      <Alert
        type="success"
        action={
          <Button href={href} onFollow={follow}>
            {t('leads.toOpportunity')}
          </Button>
        }
      >
        {t('leads.became', { id: opportunity })}
      </Alert>
    );
  }
  return status === 'Disqualified' ? <Alert type="info">{t('leads.disqualified')}</Alert> : null;
}
