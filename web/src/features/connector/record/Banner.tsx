import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useFollow } from '../../../components/follow';
import { useI18n } from '../../../i18n';
import { AwsWords } from '../AwsWords';
import { logHref, recordHref } from '../places';
import type { Deal } from '../types';

interface Props {
  deal: Deal;
  /** Whether the reader may open the sync log. */
  operations: boolean;
  onShare: () => void;
  onTab: (tab: string) => void;
}

/** What the deal needs from a person now, the most urgent alone. */
export function Banner({ deal, operations, onShare, onTab }: Props) {
  const { t, pick } = useI18n();
  const follow = useFollow();
  const { pairing, allowed } = deal;
  const said = pairing.reviewComments;
  const says = pick(pairing.message ?? '', pairing.messageJa);

  if (pairing.reviewStatus === 'Action Required' && pairing.state !== 'waiting') {
    return (
      <Alert
        type="warning"
        header={t('answer.asks')}
        action={
          allowed.edit && (
            <Button variant="primary" href={`${recordHref(deal.object, deal.id)}/answer`} onFollow={follow}>
              {t('answer.title')}
            </Button>
          )
        }
      >
        <Box variant="p" fontSize="heading-s">
          {said || t('answer.noComment')}
        </Box>
      </Alert>
    );
  }
  if (pairing.state === 'blocked') {
    return (
      <Alert
        type="warning"
        header={t('banner.blocked', { count: pairing.problems })}
        action={
          allowed.share ? (
            <Button onClick={onShare}>{t('banner.blocked.do')}</Button>
          ) : (
            <Button onClick={() => onTab('check')}>{t('banner.blocked.do')}</Button>
          )
        }
      >
        {says || t('banner.blocked.text')}
      </Alert>
    );
  }
  if (pairing.state === 'failed') {
    const last = deal.log.find(row => row.outcome === 'failed');
    return (
      <Alert
        type="error"
        header={t('banner.failed')}
        action={
          last && operations ? (
            <Button href={logHref(last.id)} onFollow={follow}>
              {t('banner.failed.do')}
            </Button>
          ) : (
            <Button onClick={() => onTab('log')}>{t('banner.failed.do')}</Button>
          )
        }
      >
        <div>{says || pick(last?.message ?? '', last?.messageJa)}</div>
        <AwsWords said={pairing.said} />
      </Alert>
    );
  }
  if (pairing.reviewStatus === 'Rejected') {
    return (
      <Alert type="error" header={t('banner.rejected')}>
        {said}
      </Alert>
    );
  }
  if (pairing.state === 'parked' || deal.parked.length > 0) {
    return (
      <Alert
        type="info"
        header={t('banner.parked', { count: deal.parked.length || pairing.parked })}
        action={<Button onClick={() => onTab('parked')}>{t('banner.parked.do')}</Button>}
      >
        {t('banner.parked.text')}
      </Alert>
    );
  }
  if (pairing.locked) {
    return (
      <Alert
        type="info"
        header={t('pairing.locked', { count: pairing.locked })}
        action={<Button onClick={() => onTab('plan')}>{t('banner.parked.do')}</Button>}
      >
        {t('banner.locked.text')}
      </Alert>
    );
  }
  return null;
}
