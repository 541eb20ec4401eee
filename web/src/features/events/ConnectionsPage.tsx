import Button from '@cloudscape-design/components/button';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useI18n } from '../../i18n';
import { deleteConnection, listConnections, type Connection } from './api';
import { ConnectionModal } from './ConnectionModal';
import { DeleteModal } from './form';
import { NamedList } from './NamedList';

const route = getRouteApi('/shell/bus/events/connections');

/** How API destinations are entered: by OAuth, a password or a key. */
export function ConnectionsPage() {
  const { t, time } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [editing, setEditing] = useState<Connection | 'new'>();
  const [deleting, setDeleting] = useState<string>();
  return (
    <>
      <NamedList
        list="event-connections"
        title={t('events.connections')}
        columns={[
          {
            id: 'name',
            header: t('events.name'),
            cell: c => c.name,
            sort: 'name',
            width: 200,
            isRowHeader: true,
          },
          { id: 'auth', header: t('events.auth'), cell: c => t(`events.auth.${c.auth}`), width: 240 },
          { id: 'client', header: t('events.client'), cell: c => c.client, width: 240 },
          {
            id: 'description',
            header: t('events.description'),
            cell: c => c.description || t('common.empty'),
            width: 280,
          },
          { id: 'changed', header: t('events.changed'), cell: c => time(c.changed), width: 200 },
          { id: 'arn', header: 'ARN', cell: c => c.arn, width: 420, hidden: true },
        ]}
        search={search}
        onSearch={next => void navigate({ search: next })}
        load={listConnections}
        none={{ title: t('events.connections.none'), text: t('events.connections.noneText') }}
        create={{ text: t('events.connection.create'), onClick: () => setEditing('new') }}
        actions={one => [
          <Button
            key="delete"
            disabled={!one}
            disabledReason={t('reason.one')}
            onClick={() => setDeleting(one?.name)}
          >
            {t('events.delete')}
          </Button>,
          <Button key="edit" disabled={!one} disabledReason={t('reason.one')} onClick={() => setEditing(one)}>
            {t('action.edit')}
          </Button>,
        ]}
      />
      {editing && (
        <ConnectionModal of={editing === 'new' ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
      {deleting && (
        <DeleteModal
          name={deleting}
          text={t('events.connection.deleteText')}
          list="event-connections"
          remove={() => deleteConnection(deleting)}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </>
  );
}
