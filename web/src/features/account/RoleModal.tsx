import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormModal } from '../../components/form/FormModal';
import { useI18n } from '../../i18n';
import { addRole, linkQuery, setRole, type AccountRole, type RoleForm } from './api';

const hours = [1, 2, 4, 8, 12];

/** Who may take the role on, to begin with: whoever the account itself allows to. */
const trusting = (account: string) =>
  JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
    },
    null,
    2,
  );

/** A policy as people read it; what is no JSON stays as it is. */
function laidOut(policy: string | undefined): string {
  if (!policy) return '';
  try {
    return JSON.stringify(JSON.parse(policy), null, 2);
  } catch {
    return policy;
  }
}

const formOf = (of: AccountRole | undefined, account: string): RoleForm => ({
  name: of?.name ?? '',
  trust: of ? laidOut(of.trust) : trusting(account),
  managed: of?.managed ?? [],
  document: laidOut(of?.document),
  sessionSeconds: of?.sessionSeconds ?? 3600,
});

interface Props {
  of?: AccountRole;
  policies: string[];
  account: string;
  onClose: () => void;
}

/** Makes an IAM role or changes it. */
export function RoleModal({ of, policies, account, onClose }: Props) {
  const { t } = useI18n();
  const queries = useQueryClient();
  const [form, setForm] = useState(() => formOf(of, account));
  const set = (more: Partial<RoleForm>) => setForm({ ...form, ...more });
  const lengths = [...new Set([...hours, form.sessionSeconds / 3600])]
    .sort((a, b) => a - b)
    .map(one => ({ value: String(one * 3600), label: t('roles.hours', { hours: one }) }));
  return (
    <FormModal
      title={of ? t('roles.edit', { name: of.name }) : t('roles.create')}
      action={t(of ? 'action.save' : 'action.create')}
      done={t('roles.saved', { name: form.name })}
      fields={['Name', 'Managed', 'Document', 'Trust', 'MaxSession']}
      list="iam-roles"
      save={async () => {
        await (of ? setRole(form) : addRole(form));
        await queries.invalidateQueries({ queryKey: linkQuery.queryKey });
      }}
      onClose={onClose}
    >
      {refused => (
        <SpaceBetween size="m">
          {!of && (
            <FormField label={t('roles.name')} errorText={refused('Name')} stretch>
              <Input value={form.name} onChange={e => set({ name: e.detail.value })} />
            </FormField>
          )}
          <FormField
            label={t('roles.managed')}
            description={t('roles.managed.help')}
            errorText={refused('Managed')}
            stretch
          >
            <Multiselect
              options={policies.map(value => ({ value, label: value }))}
              placeholder={t('form.chooseMany')}
              deselectAriaLabel={one => t('form.remove', { name: one.label ?? '' })}
              selectedOptions={form.managed.map(value => ({ value, label: value }))}
              onChange={e => set({ managed: e.detail.selectedOptions.map(one => one.value ?? '') })}
            />
          </FormField>
          <FormField
            label={t('common.optional', { label: t('roles.document') })}
            description={t('roles.document.help')}
            errorText={refused('Document')}
            stretch
          >
            <Textarea
              value={form.document}
              rows={4}
              spellcheck={false}
              onChange={e => set({ document: e.detail.value })}
            />
          </FormField>
          <FormField
            label={t('roles.trust')}
            description={t('roles.trust.help')}
            errorText={refused('Trust')}
            stretch
          >
            <Textarea
              value={form.trust}
              rows={8}
              spellcheck={false}
              onChange={e => set({ trust: e.detail.value })}
            />
          </FormField>
          <FormField label={t('roles.session')} errorText={refused('MaxSession')}>
            <Select
              options={lengths}
              selectedOption={lengths.find(one => one.value === String(form.sessionSeconds)) ?? null}
              onChange={e => set({ sessionSeconds: Number(e.detail.selectedOption.value) })}
            />
          </FormField>
        </SpaceBetween>
      )}
    </FormModal>
  );
}
