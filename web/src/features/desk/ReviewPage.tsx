import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { decide, deskHistory, deskRecordQuery, type Decision } from '../../api/central';
import { useFlash } from '../../app/flash';
import { readField, textOf } from '../../components/form/document';
import { FollowLink } from '../../components/FollowLink';
import { useI18n } from '../../i18n';
import { Overview } from '../opportunities/details/Overview';
import { RecordTabs } from '../opportunities/details/RecordTabs';
import { StagePath } from '../opportunities/details/StagePath';
import { AwsSideForm } from './AwsSideForm';
import { DecisionModal } from './DecisionModal';
import { Points } from './Points';

const route = getRouteApi('/shell/desk/$id');

/** One opportunity as the AWS desk sees it: read, decide, and keep AWS's own side. */
export function ReviewPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  const flash = useFlash();
  const queries = useQueryClient();
  const { data: record } = useSuspenseQuery(deskRecordQuery(id));
  const [deciding, setDeciding] = useState<Exclude<Decision, 'open'>>();
  const [question, setQuestion] = useState<string>();
  const decisions = record.decisions;
  const title = textOf(readField(record.document, 'project_title')) || id;

  const ask = (about?: string) => {
    setQuestion(about);
    setDeciding('ask');
  };

  const start = useMutation({
    mutationFn: () => decide(id, { version: record.version, decision: 'open', comment: '', reason: '' }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['desk'] });
      flash.success(t('desk.opened', { id }));
    },
    onError: flash.failure,
  });

  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={id === title ? undefined : id}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {decisions.includes('open') && (
                <Button onClick={() => start.mutate()} loading={start.isPending}>
                  {t('desk.open')}
                </Button>
              )}
              {decisions.includes('reject') && (
                <Button onClick={() => setDeciding('reject')}>{t('desk.reject')}</Button>
              )}
              {decisions.includes('ask') && <Button onClick={() => ask()}>{t('desk.ask')}</Button>}
              {decisions.includes('approve') && (
                <Button variant="primary" onClick={() => setDeciding('approve')}>
                  {t('desk.approve')}
                </Button>
              )}
            </SpaceBetween>
          }
        >
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {record.follows && (
          <Alert type="info" header={t('desk.follows', { partner: record.follows.partner.name })}>
            <SpaceBetween size="xs">
              <span>{t('desk.follows.text', { partner: record.follows.partner.name })}</span>
              <FollowLink href={`/desk/${record.follows.id}`}>
                {t('desk.follows.open', { id: record.follows.id })}
              </FollowLink>
            </SpaceBetween>
          </Alert>
        )}
        {record.due && <Points record={record} onAsk={decisions.includes('ask') ? ask : undefined} />}
        <StagePath passed={record.stagesPassed} />
        <Overview record={record} />
        <RecordTabs
          record={record}
          loadHistory={deskHistory}
          active={tab}
          onChange={next => void navigate({ search: { tab: next }, replace: true })}
          awsSide={<AwsSideForm key={record.version} record={record} />}
        />
      </SpaceBetween>
      {deciding && (
        <DecisionModal
          record={record}
          decision={deciding}
          question={question}
          onClose={() => setDeciding(undefined)}
        />
      )}
    </ContentLayout>
  );
}
