import { useBlocker } from '@tanstack/react-router';
import { useI18n } from '../i18n';
import { Question } from './Question';

interface Props {
  /** Asked at the moment of leaving: a save may have ended just before. */
  when: () => boolean;
  /** What was typed survives a reload of the page, so that only leaving it loses anything. */
  kept?: boolean;
  /** What is to be done when somebody leaves all the same. */
  onLeave?: () => void;
}

/** Asks before typed work is lost. */
export function LeaveGuard({ when, kept, onLeave }: Props) {
  const { t } = useI18n();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: when,
    enableBeforeUnload: () => !kept && when(),
    withResolver: true,
  });
  if (status !== 'blocked') return null;
  return (
    <Question
      title={t('leave.title')}
      action={t('leave.discard')}
      onAction={() => {
        onLeave?.();
        proceed();
      }}
      onClose={reset}
    >
      {t('leave.text')}
    </Question>
  );
}
