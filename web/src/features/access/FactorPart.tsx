import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { components } from '../../api/central.d';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { CodeField, FactorSetup, RecoveryCodes } from './FactorSetup';
import { removeFactor, renewCodes, securityQuery, startFactor, type FactorStart } from './security';

type Security = components['schemas']['SecurityView'];
type Asked = 'start' | 'remove' | 'renew';

/** Codes of an app as the second step of signing in. */
export function FactorPart({ security }: { security: Security }) {
  const { t, number } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Asked>();
  const [start, setStart] = useState<FactorStart>();
  const [codes, setCodes] = useState<string[]>();
  const refresh = () => queries.invalidateQueries({ queryKey: securityQuery.queryKey });
  const show = (made: string[]) => {
    setStart(undefined);
    setCodes(made);
    void refresh();
  };
  const done = async (what: Asked, answer: FactorStart | { codes: string[] } | undefined) => {
    setAsked(undefined);
    if (what === 'start') setStart(answer as FactorStart);
    if (what === 'renew') show((answer as { codes: string[] }).codes);
    if (what === 'remove') flash.success(t('factor.removed'));
    await refresh();
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t(security.required ? 'factor.required' : 'factor.text')}
          actions={
            <SpaceBetween size="xs" direction="horizontal">
              {security.on && <Button onClick={() => setAsked('renew')}>{t('factor.renew')}</Button>}
              {security.on && !security.required && (
                <Button onClick={() => setAsked('remove')}>{t('factor.remove')}</Button>
              )}
              {!security.on && !start && (
                <Button onClick={() => setAsked('start')}>{t('factor.start')}</Button>
              )}
            </SpaceBetween>
          }
        >
          {t('factor.title')}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={2}
          items={[
            {
              label: t('people.state'),
              value: security.on ? (
                <StatusIndicator>{t('factor.on')}</StatusIndicator>
              ) : (
                <StatusIndicator type="stopped">{t('factor.off')}</StatusIndicator>
              ),
            },
            ...(security.on ? [{ label: t('factor.left'), value: number(security.recoveryCodes) }] : []),
          ]}
        />
        {start && <FactorSetup start={start} onCodes={show} />}
        {codes && <RecoveryCodes codes={codes} onDone={() => setCodes(undefined)} />}
      </SpaceBetween>
      {asked && (
        <Proof
          asked={asked}
          onClose={() => setAsked(undefined)}
          onDone={answer => void done(asked, answer)}
        />
      )}
    </Container>
  );
}

interface ProofProps {
  asked: Asked;
  onClose: () => void;
  onDone: (answer: FactorStart | { codes: string[] } | undefined) => void;
}

/** Asks once more who it is: the password to begin, a code for everything later. */
function Proof({ asked, onClose, onDone }: ProofProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [typed, setTyped] = useState('');
  const calls = { start: startFactor, remove: removeFactor, renew: renewCodes };
  const proving = useMutation({
    mutationFn: async (): Promise<FactorStart | { codes: string[] } | undefined> => calls[asked](typed),
    onSuccess: onDone,
  });
  const wrong = proving.error instanceof ApiError && proving.error.code === 'wrong-password';
  const error = proving.isError
    ? wrong
      ? t('password.wrongCurrent')
      : problemText(proving.error, i18n)
    : undefined;
  return (
    <Question
      title={t(`factor.${asked}`)}
      action={t(asked === 'start' ? 'factor.next' : `factor.${asked}`)}
      busy={proving.isPending}
      onAction={() => proving.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <Box variant="p">{t(`factor.${asked}.text`)}</Box>
        {asked === 'start' ? (
          <FormField label={t('password.current')} errorText={error}>
            <Input
              type="password"
              autoComplete="current-password"
              value={typed}
              onChange={e => setTyped(e.detail.value)}
            />
          </FormField>
        ) : (
          <CodeField
            label={t('factor.code')}
            help={t('factor.code.help')}
            value={typed}
            error={error}
            onChange={setTyped}
          />
        )}
      </SpaceBetween>
    </Question>
  );
}
