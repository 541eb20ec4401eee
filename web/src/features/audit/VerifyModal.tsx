import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { problemText } from '../../app/flash';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { verifyAudit, type AuditFinding } from './api';

/** Checks that nobody has tampered with the log, and gives the proof to be kept for the next time. */
export function VerifyModal({ onClose }: { onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [head, setHead] = useState('');
  const verify = useMutation({ mutationFn: () => verifyAudit(head.trim()) });
  return (
    <Question
      title={t('audit.verify.title')}
      action={t('audit.verify')}
      size="large"
      busy={verify.isPending}
      onAction={() => verify.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <Box variant="p">{t('audit.verify.text')}</Box>
        <FormField label={t('audit.verify.kept')} description={t('audit.verify.keptHelp')} stretch>
          <Input value={head} onChange={e => setHead(e.detail.value)} />
        </FormField>
        {verify.isError && <Alert type="error">{problemText(verify.error, i18n)}</Alert>}
        {verify.data && <Finding finding={verify.data} />}
      </SpaceBetween>
    </Question>
  );
}

function Finding({ finding }: { finding: AuditFinding }) {
  const { t, number } = useI18n();
  if (finding.broken) {
    return (
      <Alert type="error" header={t('audit.verify.broken', { position: number(finding.broken) })}>
        {t(`audit.verify.why.${finding.why ?? 'changed'}`)}
      </Alert>
    );
  }
  return (
    <Alert type="success" header={t('audit.verify.holds', { count: finding.entries })}>
      <SpaceBetween size="xs">
        <Box variant="p">{t('audit.verify.keep')}</Box>
        <CopyToClipboard
          variant="inline"
          textToCopy={finding.head}
          copyButtonAriaLabel={t('audit.verify.copy')}
          copySuccessText={t('audit.verify.copied')}
          copyErrorText={t('audit.verify.notCopied')}
        />
      </SpaceBetween>
    </Alert>
  );
}
