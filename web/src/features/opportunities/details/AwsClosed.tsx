import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { Record } from '../../../api/central';
import { readField, textOf } from '../../../components/form/document';
import { useI18n } from '../../../i18n';

const ends = ['Launched', 'Closed Lost'];

/** AWS's own deal is at its end and the partner's is not: what the partner has to do then. */
export function AwsClosed({ record, onChange }: { record: Record; onChange: (stage: string) => void }) {
  const { t, tx, date } = useI18n();
  const aws = record.awsSummary;
  const theirs = aws ? textOf(readField(aws, 'aws_stage')) : '';
  const ours = textOf(readField(record.document, 'stage'));
  if (!aws || !ends.includes(theirs) || ends.includes(ours)) return null;
  const day = textOf(readField(aws, 'aws_close_date'));
  return (
    <Alert
      type="warning"
      header={t('awsClosed.title', { stage: tx('aws_stage', theirs), day: day ? date(day) : '-' })}
      action={
        record.nextStages.includes(theirs) && (
          <Button onClick={() => onChange(theirs)}>{t('stage.change')}</Button>
        )
      }
    >
      {t('awsClosed.text')}
    </Alert>
  );
}
