import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useI18n } from '../../i18n';
import {
  connectionNames,
  createDestination,
  deleteDestination,
  listDestinations,
  updateDestination,
  type Destination,
} from './api';
import { FormModal } from '../../components/form/FormModal';
import { DeleteModal } from './form';
import { NamedList } from './NamedList';

const route = getRouteApi('/shell/bus/events/destinations');

/** The addresses that rules send events to. */
export function DestinationsPage() {
  const { t, number, time } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [editing, setEditing] = useState<Destination | 'new'>();
  const [deleting, setDeleting] = useState<string>();
  return (
    <>
      <NamedList
        list="event-destinations"
        title={t('events.destinations')}
        columns={[
          {
            id: 'name',
            header: t('events.name'),
            cell: d => d.name,
            sort: 'name',
            width: 200,
            isRowHeader: true,
          },
          { id: 'url', header: t('events.url'), cell: d => d.url, width: 360 },
          { id: 'method', header: t('events.method'), cell: d => d.method, width: 110 },
          {
            id: 'connection',
            header: t('events.connection'),
            cell: d =>
              d.connected ? (
                d.connection
              ) : (
                <StatusIndicator type="error">
                  {t('events.connection.gone', { name: d.connection })}
                </StatusIndicator>
              ),
            width: 220,
          },
          { id: 'rate', header: t('events.rate'), cell: d => number(d.rate), width: 140 },
          { id: 'changed', header: t('events.changed'), cell: d => time(d.changed), width: 200 },
          { id: 'arn', header: 'ARN', cell: d => d.arn, width: 420, hidden: true },
        ]}
        search={search}
        onSearch={next => void navigate({ search: next })}
        load={listDestinations}
        none={{ title: t('events.destinations.none'), text: t('events.destinations.noneText') }}
        create={{ text: t('events.destination.create'), onClick: () => setEditing('new') }}
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
        <DestinationModal
          of={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
      {deleting && (
        <DeleteModal
          name={deleting}
          text={t('events.destination.deleteText')}
          list="event-destinations"
          remove={() => deleteDestination(deleting)}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </>
  );
}

const methods = ['POST', 'PUT', 'PATCH', 'GET', 'HEAD', 'OPTIONS', 'DELETE'];
const fields = [
  'Name',
  'Description',
  'InvocationEndpoint',
  'HttpMethod',
  'ConnectionArn',
  'InvocationRateLimitPerSecond',
];

function DestinationModal({ of, onClose }: { of?: Destination; onClose: () => void }) {
  const { t } = useI18n();
  const connections = useQuery(connectionNames);
  const [form, setForm] = useState({
    name: of?.name ?? '',
    description: of?.description ?? '',
    url: of?.url ?? 'https://',
    method: of?.method ?? 'POST',
    connection: of?.connection ?? '',
    rate: String(of?.rate ?? 300),
  });
  const set = (more: Partial<typeof form>) => setForm({ ...form, ...more });
  const body = { ...form, rate: Number(form.rate) || -1, version: of?.version };
  return (
    <FormModal
      title={t(of ? 'events.destination.edit' : 'events.destination.create')}
      action={t(of ? 'action.save' : 'action.create')}
      done={t('events.saved', { name: form.name })}
      fields={fields}
      list="event-destinations"
      save={() => (of ? updateDestination(of.name, body) : createDestination(body))}
      onClose={onClose}
    >
      {refused => [
        <FormField key="name" label={t('events.name')} errorText={refused('Name')}>
          <Input value={form.name} disabled={!!of} onChange={e => set({ name: e.detail.value })} />
        </FormField>,
        <FormField
          key="description"
          label={t('common.optional', { label: t('events.description') })}
          errorText={refused('Description')}
        >
          <Input value={form.description} onChange={e => set({ description: e.detail.value })} />
        </FormField>,
        <FormField
          key="url"
          label={t('events.url')}
          description={t('events.url.help')}
          errorText={refused('InvocationEndpoint')}
          stretch
        >
          <Input value={form.url} inputMode="url" onChange={e => set({ url: e.detail.value })} />
        </FormField>,
        <FormField key="method" label={t('events.method')} errorText={refused('HttpMethod')}>
          <Select
            options={methods.map(value => ({ value }))}
            selectedOption={{ value: form.method }}
            onChange={e => set({ method: e.detail.selectedOption.value ?? '' })}
          />
        </FormField>,
        <FormField
          key="connection"
          label={t('events.connection')}
          description={t('events.connection.help')}
          errorText={refused('ConnectionArn')}
        >
          <Select
            options={connections.data?.map(value => ({ value })) ?? []}
            selectedOption={form.connection ? { value: form.connection } : null}
            placeholder={t('form.choose')}
            empty={t('events.connections.none')}
            filteringType="auto"
            filteringAriaLabel={t('form.filter')}
            statusType={connections.isPending ? 'loading' : 'finished'}
            onChange={e => set({ connection: e.detail.selectedOption.value ?? '' })}
          />
        </FormField>,
        <FormField
          key="rate"
          label={t('events.rate')}
          description={t('events.rate.help')}
          errorText={refused('InvocationRateLimitPerSecond')}
        >
          <Input
            type="number"
            inputMode="numeric"
            value={form.rate}
            onChange={e => set({ rate: e.detail.value })}
          />
        </FormField>,
      ]}
    </FormModal>
  );
}
