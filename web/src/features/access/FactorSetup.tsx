import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { problemText } from '../../app/flash';
import { useI18n } from '../../i18n';
import { confirmFactor, type FactorStart } from './security';

/** Sets an app up: scan, type the first code. Answers the recovery codes. */
export function FactorSetup({ start, onCodes }: { start: FactorStart; onCodes: (codes: string[]) => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [code, setCode] = useState('');
  const confirming = useMutation({
    mutationFn: () => confirmFactor(code),
    onSuccess: done => onCodes(done.codes),
  });
  return (
    <SpaceBetween size="m">
      <Box variant="p">{t('factor.scan')}</Box>
      <svg
        role="img"
        aria-label={t('factor.picture')}
        width={220}
        height={220}
        viewBox={`0 0 ${start.side} ${start.side}`}
        shapeRendering="crispEdges"
      >
        <rect width={start.side} height={start.side} fill="#fff" />
        <path d={start.path} fill="#000" />
      </svg>
      <FormField label={t('factor.key')} description={t('factor.key.text')}>
        <CopyToClipboard
          variant="inline"
          textToCopy={start.key}
          copyButtonAriaLabel={t('factor.key.copy')}
          copySuccessText={t('factor.copied')}
          copyErrorText={t('factor.notCopied')}
        />
      </FormField>
      <form
        onSubmit={event => {
          event.preventDefault();
          confirming.mutate();
        }}
      >
        <SpaceBetween size="m">
          <CodeField
            label={t('factor.first')}
            value={code}
            error={confirming.isError ? problemText(confirming.error, i18n) : undefined}
            onChange={setCode}
          />
          <Button variant="primary" formAction="submit" loading={confirming.isPending}>
            {t('factor.confirm')}
          </Button>
        </SpaceBetween>
      </form>
    </SpaceBetween>
  );
}

interface CodeFieldProps {
  label: string;
  help?: string;
  value: string;
  error?: string;
  onChange: (code: string) => void;
}

/** Six digits from the app. */
export function CodeField({ label, help, value, error, onChange }: CodeFieldProps) {
  return (
    <FormField label={label} constraintText={help} errorText={error}>
      <Input
        autoComplete="one-time-code"
        autoFocus
        inputMode="text"
        spellcheck={false}
        value={value}
        onChange={e => onChange(e.detail.value)}
      />
    </FormField>
  );
}

/** The codes for the day on which the phone is lost. They are shown once. */
export function RecoveryCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const { t } = useI18n();
  return (
    <SpaceBetween size="m">
      <Alert type="warning" header={t('factor.codes')}>
        {t('factor.codes.text')}
      </Alert>
      <Box variant="pre">{codes.join('\n')}</Box>
      <SpaceBetween size="xs" direction="horizontal">
        <CopyToClipboard
          variant="button"
          textToCopy={codes.join('\n')}
          copyButtonText={t('factor.codes.copy')}
          copySuccessText={t('factor.copied')}
          copyErrorText={t('factor.notCopied')}
        />
        <Button variant="primary" onClick={onDone}>
          {t('factor.codes.kept')}
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}
