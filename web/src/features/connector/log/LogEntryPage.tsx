import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useFlash } from '../../../app/flash';
import { FollowLink } from '../../../components/FollowLink';
import { Payload } from '../../../components/Payload';
import { useI18n } from '../../../i18n';
import { logEntryQuery, retryLog } from '../api';
import { AwsWords } from '../AwsWords';
import { Findings } from '../Findings';
import { logHref, recordHref } from '../places';
import { OutcomeStatus } from '../states';
import { durationText, operationText } from './columns';
import { EditPayload } from './EditPayload';

const route = getRouteApi('/shell/connector/log/$id');

/** One sync: what was sent, what came back, and what to do when it failed. */
export function LogEntryPage() {
  const i18n = useI18n();
  const { t, time, number, label, pick } = i18n;
  const { id } = route.useParams();
  const { history } = useRouter();
  const flash = useFlash();
  const queries = useQueryClient();
  const { data: entry } = useSuspenseQuery(logEntryQuery(id));
  const [editing, setEditing] = useState(false);
  const or = (text: string | undefined) => text || t('common.empty');

  const retried = async (by: string) => {
    await queries.invalidateQueries();
    flash.success(t('log.retried', { name: entry.recordName }));
    setEditing(false);
    history.push(by ? logHref(by) : '/connector/log');
  };
  const retry = useMutation({
    mutationFn: () => retryLog(id),
    onSuccess: answer => retried(answer.id),
    onError: flash.failure,
  });

  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={time(entry.at)}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {entry.mayEdit && <Button onClick={() => setEditing(true)}>{t('log.edit')}</Button>}
              {entry.mayRetry && (
                <Button variant="primary" loading={retry.isPending} onClick={() => retry.mutate()}>
                  {t('action.retry')}
                </Button>
              )}
            </SpaceBetween>
          }
        >
          {`${operationText(entry.operation, i18n)} - ${entry.recordName || entry.recordId}`}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {entry.outcome === 'failed' && (
          <Alert
            type={entry.retriedBy ? 'info' : 'error'}
            header={entry.retriedBy ? t('log.retriedTitle') : t('log.failed')}
            action={
              entry.retriedBy && <FollowLink href={logHref(entry.retriedBy)}>{t('log.retriedBy')}</FollowLink>
            }
          >
            <div>{or(pick(entry.message ?? '', entry.messageJa) || entry.code)}</div>
            <AwsWords said={entry.said} />
          </Alert>
        )}
        {entry.violations.length > 0 && (
          <Container
            header={
              <Header variant="h2" counter={`(${entry.violations.length})`}>
                {t('log.violations')}
              </Header>
            }
          >
            <Findings findings={entry.violations} title={t('log.violations')} back={logHref(id)} />
          </Container>
        )}
        <Container header={<Header variant="h2">{t('opportunities.overview')}</Header>}>
          <KeyValuePairs
            columns={4}
            minColumnWidth={170}
            items={[
              { label: t('log.outcome'), value: <OutcomeStatus outcome={entry.outcome} /> },
              {
                label: t('log.record'),
                value: entry.recordId ? (
                  <FollowLink href={recordHref(entry.object, entry.recordId)}>
                    {entry.recordName || entry.recordId}
                  </FollowLink>
                ) : (
                  t('common.empty')
                ),
              },
              { label: label('opportunity_id'), value: or(entry.opportunityId) },
              { label: t('log.direction'), value: t(`log.direction.${entry.direction}`) },
              { label: t('log.code'), value: or(entry.code) },
              { label: t('deliveries.attempts'), value: number(entry.attempts) },
              { label: t('log.duration'), value: durationText(entry.durationMs, i18n) },
              { label: t('log.requestId'), value: or(entry.requestId) },
            ]}
          />
        </Container>
        <Message title={t('log.payload')} value={entry.payload} />
        <Message title={t('log.answer')} value={entry.answer} />
      </SpaceBetween>
      {editing && <EditPayload entry={entry} onDone={retried} onClose={() => setEditing(false)} />}
    </ContentLayout>
  );
}

/** A message as it went over the wire, to be read and copied. */
function Message({ title, value }: { title: string; value: unknown }) {
  const { t } = useI18n();
  const empty = value === undefined || value === null;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            !empty && (
              <CopyToClipboard
                copyButtonText={t('copy.action')}
                textToCopy={JSON.stringify(value, undefined, 2)}
                copySuccessText={t('copy.done')}
                copyErrorText={t('copy.failed')}
              />
            )
          }
        >
          {title}
        </Header>
      }
    >
      {empty ? t('log.noMessage') : <Payload value={value} />}
    </Container>
  );
}
