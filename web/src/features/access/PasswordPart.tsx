import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { useI18n } from '../../i18n';
import { changePassword, sessionsQuery } from './security';

const nothing = { current: '', next: '', again: '' };

/** Changes the password. Other sessions end with it. */
export function PasswordPart() {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(nothing);
  const [unlike, setUnlike] = useState(false);
  const saving = useMutation({
    mutationFn: () => changePassword(typed.current, typed.next),
    onSuccess: async () => {
      setTyped(nothing);
      flash.success(t('password.changed'));
      await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
  });
  const code = saving.error instanceof ApiError ? saving.error.code : undefined;
  const errors = {
    current: code === 'wrong-password' ? t('password.wrongCurrent') : undefined,
    next: code === 'weak-password' ? t('password.weak') : undefined,
    again: unlike ? t('password.unlike') : undefined,
  };
  const other =
    saving.isError && !errors.current && !errors.next ? problemText(saving.error, i18n) : undefined;
  const fields = [
    ['current', t('password.current'), 'current-password'],
    ['next', t('password.new'), 'new-password'],
    ['again', t('password.again'), 'new-password'],
  ] as const;
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        setUnlike(typed.next !== typed.again);
        if (typed.next === typed.again) saving.mutate();
      }}
    >
      <Container header={<Header variant="h2">{t('session.password')}</Header>}>
        <Form
          errorText={other}
          actions={
            <Button formAction="submit" loading={saving.isPending}>
              {t('password.change')}
            </Button>
          }
        >
          <SpaceBetween size="m">
            {fields.map(([field, label, complete]) => (
              <FormField
                key={field}
                label={label}
                constraintText={field === 'next' && t('password.rule')}
                errorText={errors[field]}
              >
                <Input
                  type="password"
                  autoComplete={complete}
                  value={typed[field]}
                  onChange={e => setTyped({ ...typed, [field]: e.detail.value })}
                />
              </FormField>
            ))}
          </SpaceBetween>
        </Form>
      </Container>
    </form>
  );
}
