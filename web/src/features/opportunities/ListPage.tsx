import Button from '@cloudscape-design/components/button';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { listOpportunities, usersQuery, type Summary } from '../../api/central';
import { useFollow } from '../../components/follow';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { BulkActions } from '../bulk/BulkActions';
import { AssignModal } from './AssignModal';
import { summaryColumns, summaryFilters } from './columns';

const route = getRouteApi('/shell/opportunities/');

export function ListPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const follow = useFollow();
  const users = useQuery(usersQuery);
  const [assigning, setAssigning] = useState<Summary>();

  const create = (
    <Button variant="primary" href="/opportunities/create" onFollow={follow}>
      {t('opportunities.create')}
    </Button>
  );
  return (
    <>
      <ServerTable
        list="opportunities"
        title={t('nav.opportunities')}
        info={<InfoLink topic="opportunities" about={t('nav.opportunities')} />}
        columns={Object.values(summaryColumns(i18n, item => `/opportunities/${item.id}`))}
        filters={summaryFilters(i18n, users.data?.items ?? [])}
        filterPlaceholder={t('opportunities.filter')}
        freeText="^"
        standardSort={{ sort: 'modified', order: 'desc' }}
        search={search}
        onSearch={next => void navigate({ search: next })}
        load={listOpportunities}
        trackBy={item => item.id}
        nameOf={item => `${item.id} ${item.company}`}
        selectable="multi"
        actions={selected => [
          <Button key="assign" disabled={selected.length !== 1} onClick={() => setAssigning(selected[0])}>
            {t('opportunities.assign')}
          </Button>,
          <BulkActions key="bulk" ids={selected.map(item => item.id)} view={search} />,
          create,
        ]}
        empty={
          <Nothing title={t('opportunities.none')} text={t('opportunities.noneText')}>
            {create}
          </Nothing>
        }
      />
      {assigning && (
        <AssignModal id={assigning.id} name={assigning.company} onClose={() => setAssigning(undefined)} />
      )}
    </>
  );
}
