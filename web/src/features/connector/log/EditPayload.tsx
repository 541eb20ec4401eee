import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../../api/client';
import { problemText } from '../../../app/flash';
import { Question } from '../../../components/Question';
import { useI18n } from '../../../i18n';
import { retryLog } from '../api';
import { Findings } from '../Findings';
import type { Finding, LogEntry } from '../types';
import { parsePayload } from './payload';

interface Props {
  entry: LogEntry;
  onDone: (id: string) => Promise<void>;
  onClose: () => void;
}

/** Corrects what was sent and sends it again. The server checks it by the same rules as every other write. */
export function EditPayload({ entry, onDone, onClose }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const [text, setText] = useState(() => JSON.stringify(entry.payload ?? {}, undefined, 2));
  const [touched, setTouched] = useState(false);
  const payload = parsePayload(text);
  const send = useMutation({
    mutationFn: () => retryLog(entry.id, payload),
    onSuccess: answer => onDone(answer.id),
  });
  const refused = send.error instanceof ApiError ? (send.error.violations as Finding[]) : [];
  return (
    <Question
      title={t('log.edit')}
      action={t('log.editSend')}
      size="large"
      busy={send.isPending}
      onAction={() => {
        setTouched(true);
        if (payload) send.mutate();
      }}
      onClose={onClose}
    >
      <SpaceBetween size="l">
        <span>{t('log.editText')}</span>
        {refused.length > 0 && (
          <SpaceBetween size="s">
            <Alert type="error" header={t('check.found', { count: refused.length })} />
            <Findings findings={refused} title={t('log.violations')} />
          </SpaceBetween>
        )}
        {send.isError && refused.length === 0 && <Alert type="error">{problemText(send.error, i18n)}</Alert>}
        <FormField
          label={t('log.payload')}
          stretch
          errorText={touched && !payload ? t('log.notJson') : undefined}
        >
          <Textarea
            rows={18}
            spellcheck={false}
            value={text}
            onChange={e => {
              setText(e.detail.value);
              send.reset();
            }}
            onBlur={() => setTouched(true)}
          />
        </FormField>
      </SpaceBetween>
    </Question>
  );
}
