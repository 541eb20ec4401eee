import Alert from '@cloudscape-design/components/alert';
import Grid from '@cloudscape-design/components/grid';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { FormModal } from '../../components/form/FormModal';
import { isLocale, locales, useI18n, type Locale } from '../../i18n';
import { invite, type Colleagues, type Newcomer } from './api';
import { RoleChoice } from './RoleChoice';

/** Invites a colleague, who gets a mail with a link to set a password. */
export function InviteModal({ people, onClose }: { people: Colleagues; onClose: () => void }) {
  const { t, locale } = useI18n();
  const [who, setWho] = useState<Newcomer>({
    email: '',
    firstName: '',
    lastName: '',
    role: 'ACEUser',
    language: locale,
  });
  const set = (part: Partial<Newcomer>) => setWho({ ...who, ...part });
  const full = people.managers >= people.managerLimit;
  const names = (
    locale === 'ja' ? (['lastName', 'firstName'] as const) : (['firstName', 'lastName'] as const)
  ).map(field => ({ field, label: t(`contact.${field}`) }));
  return (
    <FormModal
      title={t('people.invite')}
      action={t('people.invite.send')}
      done={t('people.invited', { email: who.email.trim() })}
      fields={['email', 'firstName', 'lastName', 'role', 'language']}
      list="staff"
      save={() => invite({ ...who, email: who.email.trim() })}
      onClose={onClose}
    >
      {refused => (
        <SpaceBetween size="m">
          <Alert type="info">{t('people.invite.text')}</Alert>
          <Grid gridDefinition={[{ colspan: { default: 12, xs: 6 } }, { colspan: { default: 12, xs: 6 } }]}>
            {names.map(({ field, label }) => (
              <FormField key={field} label={label} errorText={refused(field)}>
                <Input
                  autoComplete={false}
                  value={who[field]}
                  onChange={e => set({ [field]: e.detail.value })}
                />
              </FormField>
            ))}
          </Grid>
          <FormField label={t('session.email')} errorText={refused('email')}>
            <Input
              type="email"
              inputMode="email"
              autoComplete={false}
              value={who.email}
              onChange={e => set({ email: e.detail.value })}
            />
          </FormField>
          <RoleChoice
            value={who.role}
            roles={people.roles}
            managersFull={full}
            people={people}
            error={refused('role')}
            onChange={role => set({ role })}
          />
          <FormField label={t('people.invite.language')} errorText={refused('language')}>
            <RadioGroup
              value={who.language}
              items={(Object.keys(locales) as Locale[]).map(value => ({ value, label: locales[value] }))}
              onChange={e => isLocale(e.detail.value) && set({ language: e.detail.value })}
            />
          </FormField>
        </SpaceBetween>
      )}
    </FormModal>
  );
}
