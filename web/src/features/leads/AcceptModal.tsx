import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useFlash } from '../../app/flash';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { acceptLead } from './api';

export function AcceptModal({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const accept = useMutation({
    mutationFn: () => acceptLead(id),
    onSuccess: () => flash.success(t('leads.acceptDone')),
    onError: flash.failure,
    onSettled: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ['leads'] }); // it may have expired, or a colleague has answered
    },
  });
  return (
    <Question
      title={t('invitations.accept')}
      action={t('invitations.accept')}
      busy={accept.isPending}
      onAction={() => accept.mutate()}
      onClose={onClose}
    >
      {t('leads.accept.text')}
    </Question>
  );
}
