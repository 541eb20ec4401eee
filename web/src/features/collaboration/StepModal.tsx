import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { refusalsOf } from '../../components/form/FormModal';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { bySlackQuery, step, type Channel, type Step } from './api';

interface Props {
  channel: Channel;
  what: Exclude<Step, 'retry'>;
  onClose: () => void;
}

/** Asks once more before the desk decides on a channel, for the link that belongs to it, or for a reason. */
export function StepModal({ channel, what, onClose }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const bySlack = useQuery(bySlackQuery).data;
  const [link, setLink] = useState('');
  const [reason, setReason] = useState('');
  const linked = what === 'open' || what === 'approve';
  const go = useMutation({
    mutationFn: () => step(channel, what, { link: linked ? link : undefined, reason: reason || undefined }),
    onSuccess: () => {
      flash.success(t(`channels.${what}.done`, { id: channel.opportunity }));
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['desk-channels'] }),
  });
  const { refused, rest } = refusalsOf(go.error, at => at === 'link' || at === 'reason', i18n);
  const label = t('channels.link');
  return (
    <Question
      title={t(`channels.${what}`)}
      action={t(`channels.${what}`)}
      busy={go.isPending}
      onAction={() => go.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>
          {what === 'approve' && bySlack ? t('channels.approve.slack') : t(`channels.${what}.text`)}
        </span>
        {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
        {linked && (
          <FormField
            label={what === 'approve' ? t('common.optional', { label }) : label}
            description={t('channels.link.help')}
            errorText={refused('link')}
            stretch
          >
            <Input
              value={link}
              onChange={e => setLink(e.detail.value)}
              placeholder="https://example.slack.com/archives/C0123456789"
              autoComplete={false}
            />
          </FormField>
        )}
        {what === 'decline' && (
          <FormField
            label={t('channels.reason')}
            description={t('channels.reason.help')}
            errorText={refused('reason')}
            stretch
          >
            <Textarea rows={3} value={reason} onChange={e => setReason(e.detail.value)} />
          </FormField>
        )}
      </SpaceBetween>
    </Question>
  );
}
