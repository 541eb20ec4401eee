import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { requestPasswordLink } from '../../api/session';
import { refusalsOf } from '../../components/form/FormModal';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';

/** Asks for a link to set a new password. Whether somebody has the address is never told. */
export function Forgotten({ start, onClose }: { start: string; onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [email, setEmail] = useState(start);
  const ask = useMutation({ mutationFn: () => requestPasswordLink(email.trim()) });
  const { refused, rest } = refusalsOf(ask.error, at => at === 'email', i18n);
  return (
    <Question
      title={t('forgotten.title')}
      action={t(ask.isSuccess ? 'action.close' : 'forgotten.send')}
      disabled={!email.trim()}
      disabledReason={t('reason.fill')}
      busy={ask.isPending}
      onAction={() => (ask.isSuccess ? onClose() : ask.mutate())}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
        {ask.isSuccess ? (
          <Alert type="success">{t('forgotten.done')}</Alert>
        ) : (
          <FormField
            label={t('session.email')}
            description={t('forgotten.text')}
            errorText={refused('email')}
            stretch
          >
            <Input
              type="email"
              autoComplete="username"
              autoFocus
              value={email}
              onChange={e => setEmail(e.detail.value)}
            />
          </FormField>
        )}
        <Box variant="small">{t('forgotten.otherwise')}</Box>
      </SpaceBetween>
    </Question>
  );
}
