import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormPart from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiError } from '../../api/client';
import { problemText } from '../../app/flash';
import { violationText } from '../../components/form/violations';
import { useI18n } from '../../i18n';
import { issueToken, scopesQuery, tokensQuery, type IssuedToken, type Scope } from './api';
import { CopyButton } from './Signature';

const effects = ['read', 'propose', 'approve', 'unmask'] as const;
const lives = [1, 7, 30, 90, 365];

/** Chooses what an assistant may do, and shows its token once. */
export function IssueTokenPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const queries = useQueryClient();
  const { history } = useRouter();
  const onClose = () => history.push('/assistants');
  const scopes = useSuspenseQuery(scopesQuery).data.items;
  const [name, setName] = useState('');
  const [days, setDays] = useState(30);
  // What only reads is harmless to begin with; the rest is for the user to add.
  const [chosen, setChosen] = useState(() =>
    scopes.filter(one => one.effect === 'read').map(one => one.name),
  );
  const issue = useMutation({
    mutationFn: () => issueToken(name, chosen, days),
    onSuccess: () => queries.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  const violations = issue.error instanceof ApiError ? issue.error.violations : [];
  const refusal = (field: string) =>
    violations
      .filter(violation => violation.location === field)
      .map(violation => violationText(violation, i18n))
      .join(' ') || undefined;
  const full = issue.error instanceof ApiError && issue.error.code === 'state';

  if (issue.data) return <Once token={issue.data} onClose={onClose} />;
  const options = lives.map(life => ({
    value: String(life),
    label: t('assistants.tokens.days', { days: life }),
  }));
  return (
    <ContentLayout header={<Header variant="h1">{t('assistants.tokens.issue')}</Header>}>
      <form
        onSubmit={event => {
          event.preventDefault();
          issue.mutate();
        }}
      >
        <FormPart
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={onClose}>
                {t('action.cancel')}
              </Button>
              <Button variant="primary" loading={issue.isPending}>
                {t('assistants.tokens.issue')}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            {issue.isError && violations.length === 0 && (
              <Alert type="error">
                {full ? t('assistants.tokens.tooMany') : problemText(issue.error, i18n)}
              </Alert>
            )}
            <Container>
              <SpaceBetween size="l">
                <FormField
                  label={t('assistants.tokens.name')}
                  description={t('assistants.tokens.name.help')}
                  errorText={refusal('name')}
                >
                  <Input value={name} onChange={e => setName(e.detail.value)} />
                </FormField>
                <FormField label={t('assistants.tokens.daysLabel')} errorText={refusal('days')}>
                  <Select
                    options={options}
                    selectedOption={options.find(option => option.value === String(days)) ?? null}
                    onChange={e => setDays(Number(e.detail.selectedOption.value))}
                  />
                </FormField>
              </SpaceBetween>
            </Container>
            <Container header={<Header variant="h2">{t('assistants.tokens.allows')}</Header>}>
              <SpaceBetween size="l">
                {refusal('scopes') && <Alert type="error">{refusal('scopes')}</Alert>}
                {effects.map(effect => (
                  <Group
                    key={effect}
                    title={t(`effect.${effect}`)}
                    scopes={scopes.filter(one => one.effect === effect)}
                    chosen={chosen}
                    onChange={setChosen}
                  />
                ))}
              </SpaceBetween>
            </Container>
          </SpaceBetween>
        </FormPart>
      </form>
    </ContentLayout>
  );
}

interface GroupProps {
  title: string;
  scopes: Scope[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

function Group({ title, scopes, chosen, onChange }: GroupProps) {
  const { pick } = useI18n();
  if (scopes.length === 0) return null;
  return (
    <SpaceBetween size="xs">
      <Box variant="h3">{title}</Box>
      {scopes.map(scope => (
        <Checkbox
          key={scope.name}
          checked={chosen.includes(scope.name)}
          description={pick(scope.helpEn, scope.helpJa)}
          onChange={e =>
            onChange(e.detail.checked ? [...chosen, scope.name] : chosen.filter(name => name !== scope.name))
          }
        >
          {pick(scope.labelEn, scope.labelJa)}
        </Checkbox>
      ))}
    </SpaceBetween>
  );
}

/** The token's text. Nobody can read it again after this. */
function Once({ token, onClose }: { token: IssuedToken; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Modal
      visible
      size="large"
      header={t('assistants.tokens.once')}
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
        <Alert type="warning">{t('assistants.tokens.onceText', { address: `${location.origin}/mcp` })}</Alert>
        <FormField label={t('assistants.tokens.text')} stretch>
          <Input value={token.text} readOnly />
        </FormField>
        <CopyButton text={token.text} label={t('assistants.tokens.text')} />
      </SpaceBetween>
    </Modal>
  );
}
