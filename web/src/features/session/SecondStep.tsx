import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { problemText } from '../../app/flash';
import { useI18n } from '../../i18n';
import { CodeField, FactorSetup, RecoveryCodes } from '../access/FactorSetup';
import { giveCode, startFactor } from '../access/security';

interface Props {
  pending: 'code' | 'enrol';
  onIn: () => void;
  onLeave: () => void;
}

/** What comes after the password: a code of the app, or setting the app up where the role needs it. */
export function SecondStep({ pending, onIn, onLeave }: Props) {
  const { t } = useI18n();
  return (
    <SpaceBetween size="m">
      {pending === 'code' ? <Code onIn={onIn} /> : <Enrol onIn={onIn} />}
      <Button variant="link" onClick={onLeave}>
        {t('session.other')}
      </Button>
    </SpaceBetween>
  );
}

function Code({ onIn }: { onIn: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [code, setCode] = useState('');
  const giving = useMutation({ mutationFn: () => giveCode(code), onSuccess: onIn });
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        giving.mutate();
      }}
    >
      <SpaceBetween size="m">
        <CodeField
          label={t('factor.code')}
          help={t('factor.code.help')}
          value={code}
          error={giving.isError ? problemText(giving.error, i18n) : undefined}
          onChange={setCode}
        />
        <Button variant="primary" formAction="submit" loading={giving.isPending}>
          {t('session.signIn')}
        </Button>
      </SpaceBetween>
    </form>
  );
}

function Enrol({ onIn }: { onIn: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [codes, setCodes] = useState<string[]>();
  const start = useQuery({
    queryKey: ['factor-start'],
    queryFn: () => startFactor(''),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
    refetchOnWindowFocus: false,
  });
  if (codes) return <RecoveryCodes codes={codes} onDone={onIn} />;
  return (
    <SpaceBetween size="m">
      <Alert type="info" header={t('factor.must')}>
        {t('factor.mustText')}
      </Alert>
      {start.isPending && <Box>{t('common.loading')}</Box>}
      {start.isError && <Alert type="error">{problemText(start.error, i18n)}</Alert>}
      {start.data && <FactorSetup start={start.data} onCodes={setCodes} />}
    </SpaceBetween>
  );
}
