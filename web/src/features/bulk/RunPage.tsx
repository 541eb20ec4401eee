import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { problemText } from '../../app/flash';
import { violationText } from '../../components/form/violations';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { busy, errorsAt, logAt, runQuery, start, type Run } from './api';
import { useFollowRun } from './follow';
import { Rows } from './Rows';
import { RunState } from './RunState';
import { UploadForm } from './UploadForm';

const route = getRouteApi('/shell/bulk/$id');

/** One bulk action: how far it is, what stands against its rows, and what can be done about it. */
export function RunPage() {
  const i18n = useI18n();
  const { t, number, time, pick } = i18n;
  const { id } = route.useParams();
  const { data: run } = useSuspenseQuery(runQuery(id));
  const queries = useQueryClient();
  const followRun = useFollowRun();
  const name = t(`bulk.kind.${run.kind}`);
  const begin = useMutation({
    mutationFn: () => start(id),
    onSuccess: begun => queries.setQueryData(runQuery(id).queryKey, begun),
  });
  useEffect(() => {
    if (run.state === 'running' && run.mine) followRun(run);
  }, [run, followRun]);
  const byFile = run.kind === 'import' || run.kind === 'update';
  const ready = run.mine && run.good > 0 && (run.state === 'ready' || run.state === 'finished');
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink topic="bulk" about={name} />}
          description={run.file || undefined}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Downloads run={run} byFile={byFile} />
              {byFile && (run.good > 0 || busy(run) || run.state === 'ready') && (
                <Button
                  variant="primary"
                  disabled={!ready}
                  loading={begin.isPending || run.state === 'running'}
                  onClick={() => begin.mutate()}
                >
                  {t(run.kind === 'update' ? 'bulk.start.update' : 'bulk.start.import', { count: run.good })}
                </Button>
              )}
            </SpaceBetween>
          }
        >
          {name}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {begin.isError && <Alert type="error">{problemText(begin.error, i18n)}</Alert>}
        {run.state === 'refused' && (
          <Alert type="error" header={t('bulk.refused')}>
            {run.trouble.map(one => (
              <div key={one.message}>
                {pick(one.message, one.messageJa)} {violationText(one, i18n)}
              </div>
            ))}
          </Alert>
        )}
        {run.state === 'ready' && (
          <Alert type={run.bad > 0 ? 'warning' : 'success'} header={t('bulk.ready')}>
            {run.bad > 0 && t('bulk.ready.bad')}
          </Alert>
        )}
        <Container>
          <SpaceBetween size="m">
            <KeyValuePairs
              columns={4}
              items={[
                { label: t('bulk.state'), value: <RunState run={run} /> },
                { label: t('bulk.by'), value: run.by },
                { label: t('bulk.created'), value: time(run.created) },
                { label: t('bulk.count.total'), value: number(run.total) },
                { label: t('bulk.count.good'), value: number(run.good) },
                { label: t('bulk.count.bad'), value: number(run.bad) },
                ...(run.kind === 'update' ? [{ label: t('bulk.count.same'), value: number(run.same) }] : []),
                { label: t('bulk.count.done'), value: number(run.done) },
                { label: t('bulk.count.failed'), value: number(run.failed) },
                ...(run.target ? [{ label: t('bulk.target'), value: run.target }] : []),
              ]}
            />
            <Progress run={run} />
          </SpaceBetween>
        </Container>
        {run.state === 'uploading' && byFile && run.mine && (
          <Container>
            <UploadForm kind={run.kind === 'update' ? 'update' : 'import'} of={run} />
          </Container>
        )}
        {(run.state === 'ready' || run.state === 'finished') && <Rows run={run} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

/** How many rows are judged, or carried out. */
function Progress({ run }: { run: Run }) {
  const { t } = useI18n();
  if (run.state !== 'reading' && run.state !== 'running') return null;
  const judged = run.good + run.bad + run.same;
  const done = run.state === 'reading' ? judged : run.done + run.failed;
  const total = run.state === 'reading' ? run.total : run.done + run.failed + run.good;
  return (
    <ProgressBar
      label={t(run.state === 'reading' ? 'bulk.reading' : 'bulk.running')}
      value={(100 * done) / Math.max(1, total)}
      additionalInfo={t('bulk.progress', { done, total })}
    />
  );
}

function Downloads({ run, byFile }: { run: Run; byFile: boolean }) {
  const { t, locale } = useI18n();
  const faulty = run.bad + run.failed > 0;
  const items = [
    ...(byFile
      ? [
          {
            id: 'csv',
            text: t('bulk.download.errors'),
            href: errorsAt(run.id, 'csv', locale),
            disabled: !faulty,
          },
          {
            id: 'xlsx',
            text: t('bulk.download.errorsXlsx'),
            href: errorsAt(run.id, 'xlsx', locale),
            disabled: !faulty,
          },
        ]
      : []),
    {
      id: 'done',
      text: t('bulk.download.log'),
      href: logAt(run.id, 'done', locale),
      disabled: run.done === 0,
    },
    {
      id: 'failed',
      text: t('bulk.download.logFailed'),
      href: logAt(run.id, 'failed', locale),
      disabled: !faulty,
    },
  ];
  return <ButtonDropdown items={items}>{t('bulk.downloads')}</ButtonDropdown>;
}
