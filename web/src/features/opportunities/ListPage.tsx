import Button from '@cloudscape-design/components/button';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { listOpportunities, usersQuery, type Summary } from '../../api/central';
import { flag } from '../../api/views';
import { useFlash } from '../../app/flash';
import { useFollow } from '../../components/follow';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { BulkActions } from '../bulk/BulkActions';
import { useViews } from '../views/useViews';
import { ViewMenu } from '../views/ViewMenu';
import { viewTokens } from '../views/views';
import { summaryColumns } from './columns';
import { everyFilter } from './filters';

// Rows come first.
const ViewChooser = lazy(() => import('../views/ViewChooser').then(m => ({ default: m.ViewChooser })));
const BoardSwitch = lazy(() => import('./BoardSwitch').then(m => ({ default: m.BoardSwitch })));
const AssignModal = lazy(() => import('./AssignModal').then(m => ({ default: m.AssignModal })));
const WaitingTable = lazy(() => import('./WaitingTable').then(m => ({ default: m.WaitingTable })));

const route = getRouteApi('/shell/opportunities/');

export function ListPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const follow = useFollow();
  const flash = useFlash();
  const queries = useQueryClient();
  const users = useQuery(usersQuery);
  const [assigning, setAssigning] = useState<Summary>();
  const hrefOf = (item: Summary) => `/${item.invitation ? 'invitations' : 'opportunities'}/${item.id}`;
  const columns = Object.values(summaryColumns(i18n, hrefOf));
  const onSearch = (next: typeof search) => void navigate({ search: next });
  const views = useViews('opportunities', columns, search, onSearch);
  const { view } = views;

  const mark = async (item: Summary | undefined, clear: () => void) => {
    if (!item) return;
    try {
      await flag('opportunities', [item.id], !item.flagged);
      clear();
      await queries.invalidateQueries({ queryKey: ['opportunities'] });
    } catch (problem) {
      flash.failure(problem);
    }
  };
  const create = (
    <Button key="create" variant="primary" href="/opportunities/create" onFollow={follow}>
      {t('opportunities.create')}
    </Button>
  );
  // What the list shows, for what is done to all of it: the view's own filter where the address has none.
  const shown = {
    ...search,
    view: undefined,
    filter: search.filter ?? (view.filters.length > 0 ? viewTokens(view) : undefined),
    sort: search.sort ?? view.sort,
    order: search.order ?? (search.sort ? undefined : view.order),
  };
  if (view.waiting) return <WaitingTable views={views} search={search} onSearch={onSearch} />;
  return (
    <>
      <ServerTable
        key={view.id}
        list="opportunities"
        title={t('nav.opportunities')}
        info={<InfoLink topic="opportunities" about={t('nav.opportunities')} />}
        columns={columns}
        filters={everyFilter(i18n, users.data?.items ?? [])}
        filterPlaceholder={t('opportunities.search')}
        standardSort={{ sort: view.sort, order: view.order }}
        standardFilter={view.filters.length > 0 ? viewTokens(view) : undefined}
        search={search}
        onSearch={next => onSearch({ ...next, view: search.view })}
        load={listOpportunities}
        trackBy={item => item.id}
        nameOf={item => `${item.id} ${item.company}`}
        selectable="multi"
        unselectable={item => Boolean(item.invitation)}
        chooser={<ViewChooser views={views} />}
        preferences={views.preferences}
        actions={(selected, clear) => [
          <Suspense key="board">
            <BoardSwitch board={false} search={search} />
          </Suspense>,
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
            key="assign"
            disabled={selected.length !== 1}
            disabledReason={t('reason.one')}
            onClick={() => setAssigning(selected[0])}
          >
            {t('opportunities.assign')}
          </Button>,
          <BulkActions key="bulk" ids={selected.map(item => item.id)} view={shown} />,
          create,
        ]}
        empty={
          <Nothing title={t('opportunities.none')} text={t('opportunities.noneText')}>
            {create}
          </Nothing>
        }
      />
      {assigning && (
        <Suspense>
          <AssignModal id={assigning.id} name={assigning.company} onClose={() => setAssigning(undefined)} />
        </Suspense>
      )}
    </>
  );
}
