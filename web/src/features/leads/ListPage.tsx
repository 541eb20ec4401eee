import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { usersQuery } from '../../api/central';
import { sessionQuery } from '../../api/session';
import { flag, listLeads, type Lead } from '../../api/views';
import { useFlash } from '../../app/flash';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { useViews } from '../views/useViews';
import { ViewChooser } from '../views/ViewChooser';
import { ViewMenu } from '../views/ViewMenu';
import { viewTokens } from '../views/views';
import { leadsFile } from './api';
import { leadColumns, leadFilters } from './columns';
import { TransferModal } from './TransferModal';

const route = getRouteApi('/shell/leads/');

/** The leads of the partner: those that wait for an answer, and those that it works on. */
export function ListPage() {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const { data: session } = useSuspenseQuery(sessionQuery);
  const own = session?.role === 'ACEUser';
  const users = useQuery(usersQuery);
  const [transferring, setTransferring] = useState<Lead[]>([]);
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
  // What the list shows, for what is done to all of it: the view's own filter where the address has none.
  const shown = {
    filter: search.filter ?? (view.filters.length > 0 ? viewTokens(view) : undefined),
    sort: search.sort ?? view.sort,
    order: search.order ?? (search.sort ? undefined : view.order),
  };
  const table = (
    <ServerTable
      key={view.id}
      list="leads"
      title={t('nav.leads')}
      description={own ? t('leads.own') : undefined}
      info={<InfoLink topic="leads" about={t('nav.leads')} />}
      columns={columns}
      filters={leadFilters(i18n, own ? [] : (users.data?.items ?? []))}
      filterPlaceholder={t('leads.filter')}
      standardSort={{ sort: view.sort, order: view.order }}
      standardFilter={view.filters.length > 0 ? viewTokens(view) : undefined}
      search={search}
      onSearch={next => onSearch({ ...next, view: search.view })}
      load={listLeads}
      refresh={30_000}
      trackBy={lead => lead.id}
      nameOf={lead => lead.company}
      selectable="multi"
      chooser={<ViewChooser views={views} />}
      preferences={views.preferences}
      actions={(selected, clear) => [
        <ViewMenu key="views" views={views} />,
        <Button
          key="flag"
          disabled={selected.length !== 1}
          disabledReason={t('reason.one')}
          onClick={() => void mark(selected[0], clear)}
        >
          {t(selected[0]?.flagged ? 'flag.unflag' : 'flag.flag')}
        </Button>,
        <Button
          key="transfer"
          disabled={selected.length === 0}
          disabledReason={t('reason.some')}
          onClick={() => setTransferring(selected)}
        >
          {t('leads.transfer')}
        </Button>,
        <ButtonDropdown
          key="export"
          items={(['csv', 'xlsx'] as const).map(format => ({
            id: format,
            text: t(`leads.export.${format}`),
            href: leadsFile(
              format,
              locale,
              shown,
              selected.map(lead => lead.id),
            ),
          }))}
        >
          {t('bulk.actions')}
        </ButtonDropdown>,
      ]}
      empty={<Nothing title={t('leads.none')} text={t(own ? 'leads.ownNone' : 'leads.noneText')} />}
    />
  );
  return (
    <>
      {table}
      {transferring.length > 0 && (
        <TransferModal
          ids={transferring.map(lead => lead.id)}
          onDone={() => setTransferring([])}
          onClose={() => setTransferring([])}
        />
      )}
    </>
  );
}
