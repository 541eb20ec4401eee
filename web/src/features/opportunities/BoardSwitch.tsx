import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useNavigate } from '@tanstack/react-router';
import type { ListSearch } from '../../components/list/search';
import { useI18n } from '../../i18n';

/** Shows the same view as a table or as a board. */
export function BoardSwitch({ board, search }: { board: boolean; search: ListSearch }) {
  const { t } = useI18n();
  const navigate = useNavigate();
  const { view, filter } = search;
  return (
    <SegmentedControl
      label={t('board.show')}
      selectedId={board ? 'board' : 'table'}
      options={[
        { id: 'table', text: t('board.table') },
        { id: 'board', text: t('board.board') },
      ]}
      onChange={e =>
        void navigate({
          to: e.detail.selectedId === 'board' ? '/opportunities/board' : '/opportunities',
          search: { view, filter },
        })
      }
    />
  );
}
