import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { ListQuery } from '../../api/list';
import { FollowLink } from '../../components/FollowLink';
import type { ListSearch } from '../../components/list/search';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { ActionModal } from '../bulk/ActionModal';
import { listInvitations } from '../invitations/api';
import { Deadline } from '../invitations/states';
import type { ListViews } from '../views/useViews';
import { ViewChooser } from '../views/ViewChooser';
import { ViewMenu } from '../views/ViewMenu';

interface Props {
  views: ListViews;
  search: ListSearch;
  onSearch: (search: ListSearch) => void;
}

/** Opportunities that wait for an answer: no records yet, and told only as far as their invitations tell. */
export function WaitingTable({ views, search, onSearch }: Props) {
  const { t, time } = useI18n();
  const [accepting, setAccepting] = useState<string[]>();
  return (
    <>
      <ServerTable
        list="waiting"
        title={t('nav.opportunities')}
        columns={[
          {
            id: 'title',
            header: t('invitations.title'),
            cell: i => <FollowLink href={`/invitations/${i.id}`}>{i.title || i.id}</FollowLink>,
            width: 320,
            isRowHeader: true,
          },
          {
            id: 'expires',
            header: t('leads.answerBy'),
            cell: i => <Deadline invitation={i} />,
            width: 300,
          },
          {
            id: 'invited',
            header: t('invitations.invited'),
            cell: i => time(i.invited),
            sort: 'invited',
            width: 220,
          },
        ]}
        filters={[]}
        filterPlaceholder={t('opportunities.search')}
        freeText="none"
        standardSort={{ sort: 'invited', order: 'desc' }}
        search={{ ...search, filter: undefined }}
        onSearch={next => onSearch({ ...next, filter: undefined, view: search.view })}
        load={load}
        trackBy={i => i.id}
        nameOf={i => i.title || i.id}
        selectable="multi"
        chooser={<ViewChooser views={views} />}
        actions={selected => [
          <ViewMenu key="views" views={views} />,
          <Button
            key="accept"
            variant="primary"
            disabled={selected.length === 0}
            onClick={() => setAccepting(selected.map(i => i.id))}
          >
            {t('invitations.accept')}
          </Button>,
        ]}
        empty={<Nothing title={t('invitations.none')} text={t('invitations.noneText')} />}
      />
      {accepting && (
        <ActionModal kind="accept" selection={{ ids: accepting }} onClose={() => setAccepting(undefined)} />
      )}
    </>
  );
}

const waiting = [
  { property: 'direction', operator: '=', value: ['RECEIVER'] },
  { property: 'status', operator: '=', value: ['PENDING'] },
  { property: 'kind', operator: '=', value: ['OpportunityInvitation'] },
  { property: 'with', operator: '=', value: ['AWS'] },
];

const load = (query: ListQuery) => listInvitations({ ...query, filter: waiting });
