import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useI18n } from '../../i18n';
import type { AccountLink } from './api';

/** The IAM role that a group or a user has; one that was deleted since is told as such. */
export function GivenRole({ link, role }: { link: AccountLink; role: string | undefined }) {
  const { t } = useI18n();
  if (!role) return <StatusIndicator type="stopped">{t('link.noRole')}</StatusIndicator>;
  if (link.roles.some(one => one.name === role)) return role;
  return <StatusIndicator type="warning">{t('link.goneRole', { role })}</StatusIndicator>;
}

interface Props {
  link: AccountLink;
  value: string;
  /** What the choice of no role is called. */
  none: string;
  help: string;
  error: string | undefined;
  onChange: (role: string) => void;
}

/** Chooses an IAM role of the account, or none. */
export function RoleSelect({ link, value, none, help, error, onChange }: Props) {
  const { t } = useI18n();
  const options = [
    { value: '', label: none },
    ...link.roles.map(role => ({
      value: role.name,
      label: role.name,
      description: role.managedPolicies.join(', '),
    })),
  ];
  return (
    <FormField label={t('link.role')} description={help} errorText={error} stretch>
      <Select
        options={options}
        selectedOption={options.find(one => one.value === value) ?? null}
        placeholder={t('form.choose')}
        filteringType={options.length > 10 ? 'auto' : 'none'}
        filteringPlaceholder={t('form.filter')}
        filteringAriaLabel={t('form.filter')}
        onChange={e => onChange(e.detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}
