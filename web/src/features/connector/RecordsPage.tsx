import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { Token } from '../../api/list';
import { useFollow } from '../../components/follow';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { accountsQuery, listRecords, objectQuery } from './api';
import { Attention } from './home/Attention';
import { createText } from './objects';
import { listHref, placeAt } from './places';
import { recordColumns, recordFilters } from './recordColumns';

const route = getRouteApi('/shell/crm/$slug/');

/** The records of one object of the CRM. For deals it is a seller's first page: what needs her comes on top. */
export function RecordsPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const { slug } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { session } = route.useRouteContext();
  const follow = useFollow();
  const place = placeAt(slug) ?? { object: 'Opportunity', title: 'nav.deals' as const };
  const { data: object } = useSuspenseQuery(objectQuery(place.object));
  const accounts = useQuery({
    ...accountsQuery,
    enabled: object.fields.some(field => field.name === 'AccountId'),
  });
  const title = t(place.title);
  const isDeal = object.name === 'Opportunity';

  const mine: Token[] | undefined =
    isDeal && session.role === 'Seller'
      ? [{ property: 'owner', operator: '=', value: [session.user.email] }]
      : undefined;
  const writable = object.fields.some(field => !field.readOnly);
  const create = writable && (
    <Button variant="primary" href={`${listHref(object.name)}/create`} onFollow={follow}>
      {createText(object.name, i18n)}
    </Button>
  );
  return (
    <SpaceBetween size="l">
      {isDeal && <Attention mine={mine} />}
      <ServerTable
        key={object.name}
        list={`crm.${object.name}`}
        title={title}
        info={isDeal ? <InfoLink topic="records" about={title} /> : undefined}
        columns={recordColumns(object, i18n)}
        filters={recordFilters(object, i18n, session.user, accounts.data?.items ?? [])}
        filterPlaceholder={t('record.filter')}
        standardSort={{ sort: 'modified', order: 'desc' }}
        standardFilter={mine}
        search={search}
        onSearch={next => void navigate({ search: next })}
        load={query => listRecords(object.name, query)}
        refresh={isDeal ? 10_000 : undefined}
        trackBy={row => row.id}
        nameOf={row => row.name}
        actions={() => create}
        empty={
          <Nothing title={t('record.none')} text={t('record.noneText')}>
            {create}
          </Nothing>
        }
      />
    </SpaceBetween>
  );
}
