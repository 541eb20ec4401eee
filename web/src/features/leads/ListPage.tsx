import Button from '@cloudscape-design/components/button';
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { sessionQuery } from '../../api/session';
import { flag, listLeads, type Lead } from '../../api/views';
import { useFlash } from '../../app/flash';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { NoEngagements } from '../../components/NoEngagements';
import { useI18n } from '../../i18n';
import { useViews } from '../views/useViews';
import { ViewChooser } from '../views/ViewChooser';
import { ViewMenu } from '../views/ViewMenu';
import { viewTokens } from '../views/views';
import { leadColumns, leadFilters } from './columns';

const route = getRouteApi('/shell/leads');

/** The leads of the partner: those that wait for an answer, and those that it works on. */
export function ListPage() {
  const { t } = useI18n();
  const { data: session } = useSuspenseQuery(sessionQuery);
  if (session?.role === 'ACEUser') return <NoEngagements title={t('nav.leads')} />;
  return <Leads />;
}

function Leads() {
  const i18n = useI18n();
  const { t } = i18n;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const flash = useFlash();
  const queries = useQueryClient();
  const columns = leadColumns(i18n);
  const onSearch = (next: typeof search) => void navigate({ search: next });
  const views = useViews('leads', columns, search, onSearch);
  const { view } = views;

  const mark = async (lead: Lead | undefined, clear: () => void) => {
    if (!lead) return;
    try {
      await flag('leads', [lead.id], !lead.flagged);
      clear();
      await queries.invalidateQueries({ queryKey: ['leads'] });
    } catch (problem) {
      flash.failure(problem);
    }
  };
  return (
    <ServerTable
      key={view.id}
      list="leads"
      title={t('nav.leads')}
      info={<InfoLink topic="leads" about={t('nav.leads')} />}
      columns={columns}
      filters={leadFilters(i18n)}
      filterPlaceholder={t('leads.filter')}
      standardSort={{ sort: view.sort, order: view.order }}
      standardFilter={view.filters.length > 0 ? viewTokens(view) : undefined}
      search={search}
      onSearch={next => onSearch({ ...next, view: search.view })}
      load={listLeads}
      refresh={30_000}
      trackBy={lead => lead.id}
      nameOf={lead => lead.company}
      selectable="single"
      chooser={<ViewChooser views={views} />}
      preferences={views.preferences}
      actions={(selected, clear) => [
        <ViewMenu key="views" views={views} />,
        <Button key="flag" disabled={selected.length !== 1} onClick={() => void mark(selected[0], clear)}>
          {t(selected[0]?.flagged ? 'flag.unflag' : 'flag.flag')}
        </Button>,
      ]}
      empty={<Nothing title={t('leads.none')} text={t('leads.noneText')} />}
    />
  );
}
