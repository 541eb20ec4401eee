import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useI18n } from '../../i18n';
import type { MessageKey } from '../../i18n/en';
import type { Colleagues } from './api';

interface Props {
  value: string;
  roles: string[];
  /** No further ACE manager fits; whoever is one already stays one. */
  managersFull: boolean;
  people: Colleagues;
  error?: string;
  onChange: (role: string) => void;
}

/** A role, with what it sees and does. The limit of ACE managers is told before it is met. */
export function RoleChoice({ value, roles, managersFull, people, error, onChange }: Props) {
  const { t } = useI18n();
  const count = { count: people.managers, limit: people.managerLimit };
  return (
    <FormField
      label={t('people.role')}
      errorText={error}
      constraintText={t(managersFull ? 'people.managers.full' : 'people.managers', count)}
    >
      <RadioGroup
        value={value}
        items={roles.map(role => ({
          value: role,
          label: t(`role.${role}` as MessageKey),
          description: t(`people.sees.${role}` as MessageKey),
          disabled: role === 'ACEManager' && managersFull,
        }))}
        onChange={e => onChange(e.detail.value)}
      />
    </FormField>
  );
}
