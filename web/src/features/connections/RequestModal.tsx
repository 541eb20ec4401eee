import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { refusalsOf } from '../../components/form/FormModal';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { connect, connectionsQuery, type Listing } from './api';

/** Asks a partner to connect, with a few words. */
export function RequestModal({ to, onClose }: { to: Listing; onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [message, setMessage] = useState('');
  // Somebody may have been faster: the lists behind show what is true now.
  const anew = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ['partners'] }),
      queries.invalidateQueries({ queryKey: ['recommendations'] }),
    ]);
  const ask = useMutation({
    mutationFn: () => connect(to.profile, message),
    onSuccess: async data => {
      queries.setQueryData(connectionsQuery.queryKey, data);
      flash.success(t('connections.asked', { name: to.name }));
      onClose();
      await anew();
    },
    onError: anew,
  });
  const { refused, rest } = refusalsOf(ask.error, at => at === 'Message', i18n);
  return (
    <Question
      title={t('connections.ask')}
      action={t('connections.ask')}
      busy={ask.isPending}
      onAction={() => ask.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t('connections.ask.text', { name: to.name })}</span>
        {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
        <FormField
          label={t('invitations.message')}
          description={t('connections.ask.help')}
          errorText={refused('Message')}
          stretch
        >
          <Textarea value={message} onChange={e => setMessage(e.detail.value)} rows={4} />
        </FormField>
      </SpaceBetween>
    </Question>
  );
}
