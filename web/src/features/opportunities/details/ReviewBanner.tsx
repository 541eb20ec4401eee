import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { Record } from '../../../api/central';
import { readField, textOf } from '../../../components/form/document';
import { useI18n } from '../../../i18n';

/** What the review at AWS says to the partner, and what to do about it. */
export function ReviewBanner({ record, onEdit }: { record: Record; onEdit?: () => void }) {
  const { t, tx, label } = useI18n();
  const status = textOf(readField(record.document, 'review_status'));
  const comments = textOf(readField(record.document, 'review_comments'));
  const reason = textOf(readField(record.document, 'review_status_reason'));

  const said: ReactNode = (
    <SpaceBetween size="xxs">
      {reason && (
        <div>
          {label('review_status_reason')}: {tx('review_status_reason', reason)}
        </div>
      )}
      {comments && <div>{t('banner.comment', { comments })}</div>}
    </SpaceBetween>
  );
  if (status === 'Action Required') {
    return (
      <Alert
        type="warning"
        header={t('banner.actionRequired')}
        action={onEdit && record.allowed.update && <Button onClick={onEdit}>{t('banner.mend')}</Button>}
      >
        {said}
      </Alert>
    );
  }
  if (status === 'Rejected') {
    return (
      <Alert type="error" header={t('banner.rejected')}>
        {said}
      </Alert>
    );
  }
  if (status === 'Submitted' || status === 'In review') {
    return (
      <Alert type="info" header={t('banner.inReview')}>
        {t('banner.inReview.text')}
      </Alert>
    );
  }
  return null;
}
