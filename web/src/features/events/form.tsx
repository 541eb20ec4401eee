import { FormModal } from '../../components/form/FormModal';
import { useI18n } from '../../i18n';

interface DeleteModalProps {
  name: string;
  text: string;
  list: string;
  remove: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something is deleted. */
export function DeleteModal({ name, text, list, remove, onClose }: DeleteModalProps) {
  const { t } = useI18n();
  return (
    <FormModal
      title={t('events.delete.title', { name })}
      action={t('events.delete')}
      done={t('events.deleted', { name })}
      fields={[]}
      list={list}
      save={remove}
      onClose={onClose}
    >
      {() => <span>{text}</span>}
    </FormModal>
  );
}
