import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Popover from '@cloudscape-design/components/popover';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { useFollow } from '../../components/follow';
import { InfoLink } from '../../components/InfoLink';
import { Nothing } from '../../components/list/ServerTable';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { revokeToken, scopesQuery, tokensQuery, type Token } from './api';
import { Keys } from './Keys';
import { GoodOrNot } from './states';

const route = getRouteApi('/shell/assistants/');

/** The tokens by which assistants act for the user, and the keys that sign approvals. */
export function AssistantsPage() {
  const { t } = useI18n();
  const { session } = route.useRouteContext();
  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink topic="assistants" about={t('assistants.title')} />}>
          {t('assistants.title')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Tokens />
        {session.role !== 'AWSReviewer' && session.role !== 'CloudAdmin' && <Keys />}
      </SpaceBetween>
    </ContentLayout>
  );
}

function Tokens() {
  const i18n = useI18n();
  const { t, time } = i18n;
  const flash = useFlash();
  const follow = useFollow();
  const queries = useQueryClient();
  const tokens = useQuery(tokensQuery);
  const [ending, setEnding] = useState<Token>();
  const revoke = useMutation({
    mutationFn: (token: Token) => revokeToken(token.id),
    onSuccess: (_, token) => flash.success(t('assistants.revoked', { name: token.name })),
    onError: flash.failure,
    onSettled: async () => {
      setEnding(undefined);
      await queries.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  return (
    <>
      <Table
        variant="container"
        items={tokens.data?.items ?? []}
        trackBy={token => token.id}
        loading={tokens.isPending}
        loadingText={t('common.loading')}
        header={
          <Header
            variant="h2"
            actions={
              <Button variant="primary" href="/assistants/issue" onFollow={follow}>
                {t('assistants.tokens.issue')}
              </Button>
            }
          >
            {t('assistants.tokens')}
          </Header>
        }
        ariaLabels={{ tableLabel: t('assistants.tokens') }}
        empty={<Nothing title={t('assistants.tokens.none')} text={t('assistants.tokens.noneText')} />}
        columnDefinitions={[
          {
            id: 'name',
            header: t('assistants.tokens.name'),
            cell: token => token.name,
            width: 210,
            isRowHeader: true,
          },
          {
            id: 'state',
            header: t('assistants.tokens.state'),
            cell: token => <GoodOrNot state={token.state} />,
            width: 140,
          },
          {
            id: 'scopes',
            header: t('assistants.tokens.allows'),
            cell: token => <Allowed token={token} />,
            width: 180,
          },
          {
            id: 'created',
            header: t('assistants.tokens.created'),
            cell: token => time(token.created),
            width: 190,
          },
          {
            id: 'expires',
            header: t('assistants.tokens.expires'),
            cell: token => time(token.expires),
            width: 190,
          },
          {
            id: 'used',
            header: t('assistants.tokens.used'),
            cell: token => time(token.used) || t('common.empty'),
            width: 190,
          },
          {
            id: 'actions',
            header: t('common.actions'),
            cell: token =>
              token.state === 'active' && (
                <Button
                  variant="inline-link"
                  ariaLabel={`${t('assistants.revoke')} ${token.name}`}
                  onClick={() => setEnding(token)}
                >
                  {t('assistants.revoke')}
                </Button>
              ),
          },
        ]}
      />
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

/** How much a token allows, and what on demand. */
function Allowed({ token }: { token: Token }) {
  const { t, pick } = useI18n();
  const scopes = useSuspenseQuery(scopesQuery).data.items;
  const names = token.scopes.map(name => {
    const scope = scopes.find(one => one.name === name);
    return scope ? pick(scope.labelEn, scope.labelJa) : name;
  });
  return (
    <Popover
      header={t('assistants.tokens.allows')}
      dismissAriaLabel={t('action.close')}
      content={names.map(name => (
        <div key={name}>{name}</div>
      ))}
    >
      {t('assistants.tokens.count', { count: names.length })}
    </Popover>
  );
}
