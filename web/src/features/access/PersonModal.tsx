import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { listOpportunities } from '../../api/central';
import { FollowLink } from '../../components/FollowLink';
import { FormModal } from '../../components/form/FormModal';
import { useI18n } from '../../i18n';
import type { MessageKey } from '../../i18n/en';
import { dropFactor, giveRole, remind, sendReset, setActive, type Colleague, type Colleagues } from './api';
import { RoleChoice } from './RoleChoice';

/** What can be done with somebody. */
export type Doing = 'change' | 'reset' | 'factor' | 'deactivate' | 'remind' | 'withdraw' | 'activate';

interface Props {
  what: Doing;
  whom: Colleague;
  people: Colleagues;
  onClose: () => void;
}

/** Asks before something is done with somebody, and says what it means. */
export function PersonModal({ what, whom, people, onClose }: Props) {
  const { t } = useI18n();
  const [role, setRole] = useState(whom.role);
  const save: Record<Doing, () => Promise<unknown>> = {
    change: () => giveRole(whom, role),
    reset: () => sendReset(whom.id),
    factor: () => dropFactor(whom.id),
    remind: () => remind(whom.id),
    deactivate: () => setActive(whom, false),
    withdraw: () => setActive(whom, false),
    activate: () => setActive(whom, true),
  };
  const names = { name: whom.name, email: whom.email, role: t(`role.${role}` as MessageKey) };
  return (
    <FormModal
      title={t(`people.${what}`)}
      action={t(`people.${what}.do`)}
      done={t(`people.${what}.done`, names)}
      fields={['role']}
      list="staff"
      save={save[what]}
      onClose={onClose}
    >
      {refused => (
        <SpaceBetween size="m">
          <Box variant="p">{t(`people.${what}.text`, names)}</Box>
          {what === 'change' && (
            <RoleChoice
              value={role}
              roles={whom.roles}
              managersFull={people.managers >= people.managerLimit && whom.role !== 'ACEManager'}
              people={people}
              error={refused('role')}
              onChange={setRole}
            />
          )}
          {what === 'change' && whom.self && <Alert type="warning">{t('people.change.self')}</Alert>}
          {what === 'deactivate' && <Owned by={whom} />}
        </SpaceBetween>
      )}
    </FormModal>
  );
}

/** What somebody owns, and the way to give it to others. */
function Owned({ by }: { by: Colleague }) {
  const { t } = useI18n();
  const filter = [{ property: 'owner', operator: '=', value: by.email }];
  const { data } = useQuery({
    queryKey: ['opportunities', 'owned', by.email],
    queryFn: () => listOpportunities({ filter, pageSize: 10 }),
  });
  if (!data) return null;
  const count = data.total ?? 0;
  if (count === 0) return <Box>{t('people.owns.none')}</Box>;
  return (
    <Alert type="warning" header={t('people.owns', { count })}>
      {t('people.owns.text')}{' '}
      <FollowLink href={`/opportunities?filter=${encodeURIComponent(JSON.stringify(filter))}`}>
        {t('people.owns.show')}
      </FollowLink>
    </Alert>
  );
}
