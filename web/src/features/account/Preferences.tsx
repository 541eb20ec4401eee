import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/client';
import { useFlash } from '../../app/flash';
import { refusalsOf } from '../../components/form/FormModal';
import { violationText } from '../../components/form/violations';
import { useI18n } from '../../i18n';
import { connectionsQuery, prefer, type Connections } from '../connections/api';

const choices = ['ALLOW_ALL', 'ALLOW_BY_DEFAULT_DENY_SOME', 'DENY_ALL'] as const;

const isExcluded = (at: string) => at.startsWith('ExcludedParticipantIdentifiers');

/** Who may ask to connect. Connections that are there stay. */
export function Preferences({ data }: { data: Connections }) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [access, setAccess] = useState<string>(data.access);
  const [excluded, setExcluded] = useState(data.excluded.join('\n'));
  const some = access === 'ALLOW_BY_DEFAULT_DENY_SOME';
  const save = useMutation({
    mutationFn: () => prefer(access, some ? excluded.split(/\s+/).filter(Boolean) : [], data.revision),
    onSuccess: next => {
      queries.setQueryData(connectionsQuery.queryKey, next);
      flash.success(t('connections.preferred'));
    },
    onError: problem => {
      if (refusalsOf(problem, isExcluded, i18n).rest.length > 0) flash.failure(problem);
    },
  });
  const problems = save.error instanceof ApiError ? save.error.violations : [];
  const wrong = problems.filter(one => isExcluded(one.location)).map(one => violationText(one, i18n));
  const refused = [...new Set(wrong)].join(' ') || undefined;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t('connections.preferences.text')}
          actions={
            <Button loading={save.isPending} onClick={() => save.mutate()}>
              {t('action.save')}
            </Button>
          }
        >
          {t('connections.preferences')}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <RadioGroup
          ariaLabel={t('connections.preferences')}
          value={access}
          onChange={e => setAccess(e.detail.value)}
          items={choices.map(value => ({ value, label: t(`connections.access.${value}`) }))}
        />
        {some && (
          <FormField
            label={t('connections.excluded')}
            description={t('connections.excluded.help')}
            errorText={refused}
          >
            <Textarea value={excluded} onChange={e => setExcluded(e.detail.value)} rows={3} />
          </FormField>
        )}
      </SpaceBetween>
    </Container>
  );
}
