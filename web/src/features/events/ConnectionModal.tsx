import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import { useState } from 'react';
import { useI18n } from '../../i18n';
import { createConnection, updateConnection, type Connection, type Parameter } from './api';
import { FormModal } from '../../components/form/FormModal';
import { Parameters } from './Parameters';

const ways = ['OAUTH_CLIENT_CREDENTIALS', 'BASIC', 'API_KEY'] as const;
const fields = [
  ...['Name', 'Description', 'Auth', 'ClientID', 'Secret', 'TokenURL', 'TokenMethod', 'ClientIn', 'Scope'],
  ...['Params', 'TokenParams', 'Params[', 'TokenParams['],
];

const formOf = (of: Connection | undefined) => ({
  name: of?.name ?? '',
  description: of?.description ?? '',
  auth: of?.auth ?? ways[0],
  client: of?.client ?? '',
  secret: '',
  tokenUrl: of?.tokenUrl ?? '',
  tokenMethod: of?.tokenMethod ?? 'POST',
  tokenParams: (of?.tokenParams ?? []) as Parameter[],
  clientIn: of?.clientIn ?? 'header',
  scope: of?.scope ?? '',
  params: (of?.params ?? []) as Parameter[],
});

/** Makes a connection or changes it. What is secret is entered, and never shown again. */
export function ConnectionModal({ of, onClose }: { of?: Connection; onClose: () => void }) {
  const { t } = useI18n();
  const [form, setForm] = useState(() => formOf(of));
  const changed = { ...form, version: of?.version };
  const set = (more: Partial<typeof form>) => setForm({ ...form, ...more });
  const optional = (label: string) => t('common.optional', { label });
  const oauth = form.auth === 'OAUTH_CLIENT_CREDENTIALS';
  const places = ['header', 'body'].map(value => ({
    value,
    label: t(`events.in.${value as 'header' | 'body'}`),
  }));
  return (
    <FormModal
      title={t(of ? 'events.connection.edit' : 'events.connection.create')}
      action={t(of ? 'action.save' : 'action.create')}
      done={t('events.saved', { name: form.name })}
      fields={fields}
      list="event-connections"
      save={() => (of ? updateConnection(of.name, changed) : createConnection(form))}
      onClose={onClose}
    >
      {refused => [
        <FormField key="name" label={t('events.name')} errorText={refused('Name')}>
          <Input value={form.name} disabled={!!of} onChange={e => set({ name: e.detail.value })} />
        </FormField>,
        <FormField
          key="description"
          label={optional(t('events.description'))}
          errorText={refused('Description')}
        >
          <Input value={form.description} onChange={e => set({ description: e.detail.value })} />
        </FormField>,
        <FormField key="auth" label={t('events.auth')} errorText={refused('Auth')}>
          <RadioGroup
            value={form.auth}
            items={ways.map(value => ({ value, label: t(`events.auth.${value}`) }))}
            onChange={e => set({ auth: ways.find(way => way === e.detail.value) ?? ways[0] })}
          />
        </FormField>,
        <FormField key="client" label={t(`events.client.${form.auth}`)} errorText={refused('ClientID')}>
          <Input value={form.client} autoComplete={false} onChange={e => set({ client: e.detail.value })} />
        </FormField>,
        <FormField
          key="secret"
          label={t(`events.secret.${form.auth}`)}
          description={t(of ? 'events.secret.keep' : 'events.secret.help')}
          errorText={refused('Secret')}
        >
          <Input
            type="password"
            autoComplete="new-password"
            value={form.secret}
            onChange={e => set({ secret: e.detail.value })}
          />
        </FormField>,
        oauth && (
          <FormField key="tokenUrl" label={t('events.tokenUrl')} errorText={refused('TokenURL')} stretch>
            <Input value={form.tokenUrl} inputMode="url" onChange={e => set({ tokenUrl: e.detail.value })} />
          </FormField>
        ),
        oauth && (
          <FormField key="tokenMethod" label={t('events.tokenMethod')} errorText={refused('TokenMethod')}>
            <Select
              options={['POST', 'GET', 'PUT'].map(value => ({ value }))}
              selectedOption={{ value: form.tokenMethod }}
              onChange={e => set({ tokenMethod: e.detail.selectedOption.value ?? '' })}
            />
          </FormField>
        ),
        oauth && (
          <FormField key="clientIn" label={t('events.clientIn')} errorText={refused('ClientIn')}>
            <Select
              options={places}
              selectedOption={places.find(one => one.value === form.clientIn) ?? null}
              onChange={e => set({ clientIn: e.detail.selectedOption.value ?? '' })}
            />
          </FormField>
        ),
        oauth && (
          <FormField key="scope" label={optional(t('events.scope'))} errorText={refused('Scope')}>
            <Input value={form.scope} onChange={e => set({ scope: e.detail.value })} />
          </FormField>
        ),
        oauth && (
          <Parameters
            key="tokenParams"
            label={t('events.tokenParams')}
            field="TokenParams"
            value={form.tokenParams}
            kept={!!of}
            refused={refused}
            onChange={tokenParams => set({ tokenParams })}
          />
        ),
        <Parameters
          key="params"
          label={t('events.params')}
          field="Params"
          value={form.params}
          kept={!!of}
          refused={refused}
          onChange={params => set({ params })}
        />,
      ]}
    </FormModal>
  );
}
