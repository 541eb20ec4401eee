import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation } from '@tanstack/react-query';
import { ApiError } from '../../api/client';
import { problemText } from '../../app/flash';
import { useI18n } from '../../i18n';
import { CopyButton } from '../proposals/Signature';
import { enterRole, type Credentials } from './api';

/** Gets temporary credentials of the reader's own IAM role, for programs and the command line. */
export function CredentialsPart() {
  const i18n = useI18n();
  const { t } = i18n;
  const enter = useMutation({ mutationFn: enterRole });
  const noRole = enter.error instanceof ApiError && enter.error.code === 'forbidden';
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t('credentials.text')}
          actions={
            <Button loading={enter.isPending} onClick={() => enter.mutate()}>
              {t('credentials.get')}
            </Button>
          }
        >
          {t('credentials.title')}
        </Header>
      }
    >
      {enter.isError ? (
        <Alert type={noRole ? 'info' : 'error'}>
          {noRole ? t('credentials.noRole') : problemText(enter.error, i18n)}
        </Alert>
      ) : (
        <Box color="text-body-secondary">{t('credentials.hint')}</Box>
      )}
      {enter.data && <Once credentials={enter.data} onClose={enter.reset} />}
    </Container>
  );
}

/** Credentials are shown once: whoever closes this gets other ones. */
function Once({ credentials, onClose }: { credentials: Credentials; onClose: () => void }) {
  const { t, time } = useI18n();
  const { accessKeyId, secretAccessKey, sessionToken, expires, arn } = credentials;
  const text = [
    `export AWS_ACCESS_KEY_ID=${accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    `export AWS_SESSION_TOKEN=${sessionToken}`,
  ].join('\n');
  return (
    <Modal
      visible
      size="large"
      header={t('credentials.title')}
      closeAriaLabel={t('action.close')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            {t('action.close')}
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning">{t('credentials.once', { at: time(expires) })}</Alert>
        <FormField label={t('credentials.role')}>
          <Box>{arn}</Box>
        </FormField>
        <FormField label={t('credentials.shell')} stretch>
          <Textarea value={text} readOnly rows={6} spellcheck={false} />
        </FormField>
        <CopyButton text={text} label={t('credentials.shell')} />
      </SpaceBetween>
    </Modal>
  );
}
