import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { violationText } from '../../components/form/violations';
import { Nothing } from '../../components/list/ServerTable';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { addKey, keysQuery, revokeKey, type ApprovalKey } from './api';
import { GoodOrNot } from './states';

/** The keys by which the user signs approvals away from the pages. */
export function Keys() {
  const { t, time } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const keys = useQuery(keysQuery);
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<ApprovalKey>();
  const revoke = useMutation({
    mutationFn: (key: ApprovalKey) => revokeKey(key.id),
    onSuccess: (_, key) => flash.success(t('assistants.revoked', { name: key.name })),
    onError: flash.failure,
    onSettled: async () => {
      setEnding(undefined);
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
  });
  return (
    <>
      <Table
        variant="container"
        items={keys.data?.items ?? []}
        trackBy={key => key.id}
        loading={keys.isPending}
        loadingText={t('common.loading')}
        header={
          <Header
            variant="h2"
            actions={<Button onClick={() => setAdding(true)}>{t('assistants.keys.new')}</Button>}
          >
            {t('assistants.keys')}
          </Header>
        }
        ariaLabels={{ tableLabel: t('assistants.keys') }}
        empty={<Nothing title={t('assistants.keys.none')} text={t('assistants.keys.noneText')} />}
        columnDefinitions={[
          {
            id: 'name',
            header: t('assistants.tokens.name'),
            cell: key => key.name,
            width: 210,
            isRowHeader: true,
          },
          {
            id: 'state',
            header: t('assistants.tokens.state'),
            cell: key => <GoodOrNot state={key.revoked ? 'revoked' : 'active'} />,
            width: 140,
          },
          { id: 'id', header: t('assistants.tokens.id'), cell: key => key.id, width: 320 },
          {
            id: 'created',
            header: t('assistants.tokens.created'),
            cell: key => time(key.created),
            width: 190,
          },
          {
            id: 'actions',
            header: t('common.actions'),
            cell: key =>
              !key.revoked && (
                <Button
                  variant="inline-link"
                  ariaLabel={`${t('assistants.revoke')} ${key.name}`}
                  onClick={() => setEnding(key)}
                >
                  {t('assistants.revoke')}
                </Button>
              ),
          },
        ]}
      />
      {adding && <AddKeyModal onClose={() => setAdding(false)} />}
      {ending && (
        <Question
          title={t('assistants.revoke')}
          action={t('assistants.revoke')}
          busy={revoke.isPending}
          onAction={() => revoke.mutate(ending)}
          onClose={() => setEnding(undefined)}
        >
          {t('assistants.revoke.text', { name: ending.name })}
        </Question>
      )}
    </>
  );
}

function AddKeyModal({ onClose }: { onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => addKey(name, text),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
      flash.success(t('assistants.keys.added', { name }));
      onClose();
    },
  });
  const violations = add.error instanceof ApiError ? add.error.violations : [];
  const refusal = (field: string) => {
    const found = violations.find(violation => violation.location === field);
    return found && violationText(found, i18n);
  };
  const full = add.error instanceof ApiError && add.error.code === 'state';
  return (
    <Question
      title={t('assistants.keys.new')}
      action={t('assistants.keys.new')}
      busy={add.isPending}
      onAction={() => add.mutate()}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        {add.isError && violations.length === 0 && (
          <Alert type="error">{full ? t('assistants.tokens.tooMany') : problemText(add.error, i18n)}</Alert>
        )}
        <FormField label={t('assistants.keys.name')} errorText={refusal('name')}>
          <Input value={name} onChange={e => setName(e.detail.value)} />
        </FormField>
        <FormField
          label={t('assistants.keys.public')}
          description={t('assistants.keys.public.help')}
          errorText={refusal('publicKey')}
          stretch
        >
          <Textarea rows={4} value={text} onChange={e => setText(e.detail.value)} />
        </FormField>
      </SpaceBetween>
    </Question>
  );
}
