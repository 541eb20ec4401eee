import Badge from '@cloudscape-design/components/badge';
import { useI18n } from '../../i18n';

/** Until when a review should be over, and how many business days that is away. */
export function Due({ due, left }: { due: string; left?: number }) {
  const { t, time } = useI18n();
  if (left === undefined) return <>{time(due)}</>;
  const words = left < 0 ? t('desk.due.over', { days: -left }) : t('desk.due.left', { days: left });
  return (
    <>
      {time(due)} <Badge color={left <= 1 ? 'red' : 'blue'}>{words}</Badge>
    </>
  );
}
