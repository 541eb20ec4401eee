import { getRouteApi } from '@tanstack/react-router';
import { InfoLink } from '../../../components/InfoLink';
import { Nothing, ServerTable } from '../../../components/list/ServerTable';
import { useI18n } from '../../../i18n';
import { listLog } from '../api';
import { logColumns, logFilters } from './columns';

const route = getRouteApi('/shell/connector/log/');

/** Everything that the connector sent or wrote. */
export function LogPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <ServerTable
      list="connector.log"
      title={t('nav.log')}
      info={<InfoLink topic="log" about={t('nav.log')} />}
      columns={logColumns(i18n)}
      filters={logFilters(i18n)}
      filterPlaceholder={t('log.filter')}
      standardSort={{ sort: 'at', order: 'desc' }}
      search={search}
      onSearch={next => void navigate({ search: next })}
      load={listLog}
      refresh={10_000}
      trackBy={row => row.id}
      nameOf={row => `${row.recordName} ${row.operation}`}
      empty={<Nothing title={t('log.none')} text={t('log.noneText')} />}
    />
  );
}
