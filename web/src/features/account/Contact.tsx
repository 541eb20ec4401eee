import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { problemText } from '../../app/flash';
import { FormModal } from '../../components/form/FormModal';
import { useI18n } from '../../i18n';
import { sendCode, setContact, type AllianceContact, type OwnProfile } from './api';

/** The alliance lead, to whom AWS and other partners write. */
export function Contact({ profile }: { profile: OwnProfile }) {
  const { t, fullName } = useI18n();
  const [editing, setEditing] = useState(false);
  const { contact } = profile;
  if (!contact) return null;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t('contact.text')}
          actions={
            profile.mayManage && (
              <Button ariaLabel={t('contact.edit')} onClick={() => setEditing(true)}>
                {t('action.edit')}
              </Button>
            )
          }
        >
          {t('contact.title')}
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          { label: t('contact.name'), value: fullName(contact.firstName, contact.lastName) },
          { label: t('contact.role'), value: contact.title },
          { label: t('session.email'), value: contact.email },
        ]}
      />
      {editing && <ContactModal contact={contact} onClose={() => setEditing(false)} />}
    </Container>
  );
}

const lead = 'AllianceLeadContact.';
const code = 'EmailVerificationCode';
const fields = ['FirstName', 'LastName', 'BusinessTitle', 'Email'].map(name => lead + name);

function ContactModal({ contact, onClose }: { contact: AllianceContact; onClose: () => void }) {
  const { t, locale } = useI18n();
  const [form, setForm] = useState(contact);
  const [typed, setTyped] = useState('');
  const set = (more: Partial<AllianceContact>) => setForm({ ...form, ...more });
  const moved = form.email.toLowerCase() !== contact.email.toLowerCase();
  const names = [
    { name: 'lastName', at: 'LastName' },
    { name: 'firstName', at: 'FirstName' },
  ] as const;
  return (
    <FormModal
      title={t('contact.edit')}
      action={t('action.save')}
      done={t('contact.saved')}
      fields={[...fields, code]}
      list="profile"
      save={() => setContact(form, moved ? typed : '')}
      onClose={onClose}
    >
      {refused => (
        <SpaceBetween size="m">
          {(locale === 'ja' ? names : [...names].reverse()).map(({ name, at }) => (
            <FormField key={name} label={t(`contact.${name}`)} errorText={refused(lead + at)}>
              <Input value={form[name]} onChange={e => set({ [name]: e.detail.value })} />
            </FormField>
          ))}
          <FormField label={t('contact.role')} errorText={refused(`${lead}BusinessTitle`)}>
            <Input value={form.title} onChange={e => set({ title: e.detail.value })} />
          </FormField>
          <FormField
            label={t('session.email')}
            description={t('contact.email.help')}
            errorText={refused(`${lead}Email`)}
            secondaryControl={moved && <SendCode key={form.email} email={form.email} />}
          >
            <Input
              type="email"
              value={form.email}
              onChange={e => {
                set({ email: e.detail.value });
                setTyped('');
              }}
            />
          </FormField>
          {moved && (
            <FormField
              label={t('contact.code')}
              description={t('contact.code.help')}
              errorText={refused(code)}
            >
              <Input
                value={typed}
                inputMode="numeric"
                autoComplete="one-time-code"
                onChange={e => setTyped(e.detail.value)}
              />
            </FormField>
          )}
        </SpaceBetween>
      )}
    </FormModal>
  );
}

/** Sends the code by which the owner of an address proves that the mail arrives. */
function SendCode({ email }: { email: string }) {
  const i18n = useI18n();
  const { t } = i18n;
  const send = useMutation({ mutationFn: () => sendCode(email) });
  return (
    <SpaceBetween size="xxs">
      <Button formAction="none" loading={send.isPending} onClick={() => send.mutate()}>
        {t('contact.sendCode')}
      </Button>
      <div aria-live="polite">
        {send.isSuccess && <StatusIndicator type="success">{t('contact.codeSent')}</StatusIndicator>}
        {send.isError && <StatusIndicator type="error">{problemText(send.error, i18n)}</StatusIndicator>}
      </div>
    </SpaceBetween>
  );
}
