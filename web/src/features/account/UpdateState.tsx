import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useFlash } from '../../app/flash';
import { useI18n } from '../../i18n';
import { profileQuery, withdrawUpdate, type ProfileUpdate } from './api';

const looks = { IN_PROGRESS: 'info', FAILED: 'error' } as const;

/** An update of the profile that somebody has to know of: one that waits, or one that was refused, with the reasons. */
export function UpdateState({ update, mayManage }: { update: ProfileUpdate; mayManage: boolean }) {
  const { t, time } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => withdrawUpdate(update.id),
    onSuccess: next => queries.setQueryData(profileQuery.queryKey, next),
    onError: async problem => {
      flash.failure(problem);
      await queries.invalidateQueries({ queryKey: profileQuery.queryKey });
    },
  });
  const { status } = update;
  if (status !== 'IN_PROGRESS' && status !== 'FAILED') return null;
  return (
    <Alert
      type={looks[status]}
      header={t(`profile.update.${status}`, { at: time(update.ended ?? update.started) })}
      action={
        status === 'IN_PROGRESS' &&
        mayManage && (
          <Button loading={withdraw.isPending} onClick={() => withdraw.mutate()}>
            {t('profile.update.withdraw')}
          </Button>
        )
      }
    >
      {t(`profile.update.${status}.text`)}
      {update.found.length > 0 && (
        <ul>
          {update.found.map(one => (
            <li key={one.locale + one.reason}>{t(`profile.found.${one.reason}`)}</li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
