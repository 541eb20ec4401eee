import type { Change } from '../../../api/central';
import type { Page } from '../../../api/list';
import { labelAt, shown } from '../../../components/form/changed';
import { History } from '../../../components/history/History';
import { useI18n } from '../../../i18n';

type Load = (id: string, cursor?: string) => Promise<Page<Change>>;

/** What happened to an opportunity, in the words of its fields. */
export function RecordHistory({ id, load }: { id: string; load: Load }) {
  const i18n = useI18n();
  const { t, has } = i18n;
  return (
    <History
      of={['opportunity', id]}
      load={cursor => load(id, cursor)}
      action={name =>
        has(`history.action.${name}`) ? t(`history.action.${name}` as 'history.action.ask') : name
      }
      label={path => labelAt(path, i18n)}
      shown={(path, value) => shown(path, value, i18n)}
      empty={t('history.none')}
    />
  );
}
