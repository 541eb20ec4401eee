import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { FollowLink } from '../../components/FollowLink';
import { labelAt, shown } from '../../components/form/changed';
import { violationText } from '../../components/form/violations';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { approve, proposalQuery, type Proposal } from './api';
import { RejectModal } from './RejectModal';
import { Signature } from './Signature';
import { ProposalStatus } from './states';

const route = getRouteApi('/shell/proposals/$id');

/** One proposal: every value before and after, what stands against it, and the decision. */
export function ProposalPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const flash = useFlash();
  const queries = useQueryClient();
  const { data: proposal } = useSuspenseQuery(proposalQuery(id));
  const [asking, setAsking] = useState<'approve' | 'reject'>();
  const pending = proposal.status === 'pending';

  const execute = useMutation({
    mutationFn: () => approve(id, proposal.hash),
    onSuccess: () => flash.success(t('proposals.approved')),
    onError: flash.failure,
    onSettled: async () => {
      setAsking(undefined);
      await queries.invalidateQueries(); // it may be outdated, or decided by a colleague
    },
  });

  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={[proposal.opportunity, proposal.title].filter(Boolean).join(' - ')}
          actions={
            pending && (
              <SpaceBetween direction="horizontal" size="xs">
                <Button onClick={() => setAsking('reject')}>{t('proposals.reject')}</Button>
                <Button variant="primary" onClick={() => setAsking('approve')}>
                  {t('proposals.approve')}
                </Button>
              </SpaceBetween>
            )
          }
        >
          {t(`proposals.kind.${proposal.kind}`)}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Outcome proposal={proposal} />
        <Findings proposal={proposal} />
        <Facts proposal={proposal} />
        <Diff proposal={proposal} />
        {pending && <Signature proposal={proposal} />}
      </SpaceBetween>
      {asking === 'reject' && <RejectModal id={id} onClose={() => setAsking(undefined)} />}
      {asking === 'approve' && (
        <Question
          title={t('proposals.approve')}
          action={t('proposals.approve')}
          busy={execute.isPending}
          onAction={() => execute.mutate()}
          onClose={() => setAsking(undefined)}
        >
          {t('proposals.approve.text')}
        </Question>
      )}
    </ContentLayout>
  );
}

function Outcome({ proposal }: { proposal: Proposal }) {
  const { t } = useI18n();
  const { status } = proposal;
  if (status === 'pending') return null;
  const type = status === 'executed' ? 'success' : status === 'stale' ? 'warning' : 'info';
  return <Alert type={type}>{t(`proposals.text.${status}`)}</Alert>;
}

function Findings({ proposal }: { proposal: Proposal }) {
  const i18n = useI18n();
  if (proposal.findings.length === 0) return null;
  return (
    <Alert type="warning" header={i18n.t('proposals.findings')}>
      <ul>
        {proposal.findings.map(finding => (
          <li key={`${finding.location} ${finding.rule} ${finding.message}`}>
            {labelAt(finding.location, i18n)}: {violationText(finding, i18n)}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

function Facts({ proposal }: { proposal: Proposal }) {
  const { t, time } = useI18n();
  const { opportunity, decided, way } = proposal;
  const fact = (label: string, value: React.ReactNode) => ({ label, value: value || t('common.empty') });
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          fact(t('proposals.status'), <ProposalStatus status={proposal.status} />),
          fact(t('proposals.by'), proposal.user),
          fact(t('proposals.assistant'), proposal.assistant),
          fact(
            t('proposals.opportunity'),
            opportunity && <FollowLink href={`/opportunities/${opportunity}`}>{opportunity}</FollowLink>,
          ),
          fact(t('proposals.created'), time(proposal.created)),
          fact(t('proposals.expires'), time(proposal.expires)),
          fact(t('proposals.version'), time(proposal.version)),
          ...(decided
            ? [
                fact(t('proposals.decided'), time(decided)),
                fact(t('proposals.decider'), proposal.decider),
                fact(t('proposals.wayLabel'), way && t(`proposals.way.${way}`)),
                fact(t('proposals.comment'), proposal.comment),
              ]
            : []),
        ]}
      />
    </Container>
  );
}

function Diff({ proposal }: { proposal: Proposal }) {
  const i18n = useI18n();
  const { t } = i18n;
  return (
    <Table
      variant="container"
      wrapLines
      items={proposal.diff}
      trackBy={one => one.path}
      header={
        <Header variant="h2" counter={`(${proposal.diff.length})`}>
          {t('proposals.diff')}
        </Header>
      }
      ariaLabels={{ tableLabel: t('proposals.diff') }}
      empty={t('history.none')}
      columnDefinitions={[
        {
          id: 'field',
          header: t('proposals.field'),
          cell: one => labelAt(one.path, i18n),
          width: 240,
          isRowHeader: true,
        },
        {
          id: 'before',
          header: t('proposals.before'),
          cell: one => shown(one.path, one.before, i18n),
          width: 320,
        },
        { id: 'after', header: t('proposals.after'), cell: one => shown(one.path, one.after, i18n) },
      ]}
    />
  );
}
