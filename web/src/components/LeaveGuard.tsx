import { useBlocker } from '@tanstack/react-router';
import { useI18n } from '../i18n';
import { Question } from './Question';

/** Asks before typed work is lost. `when` is asked at the moment of leaving: a save may have ended just before. */
export function LeaveGuard({ when }: { when: () => boolean }) {
  const { t } = useI18n();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: when,
    enableBeforeUnload: when,
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Question title={t('leave.title')} action={t('leave.discard')} onAction={proceed} onClose={reset}>
      {t('leave.text')}
    </Question>
  );
}
