import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Steps from '@cloudscape-design/components/steps';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { deskPartnersQuery } from '../../api/central';
import { problemText } from '../../app/flash';
import { FollowLink } from '../../components/FollowLink';
import { Nothing } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { listRuns, runsKey, type Run, type RunStep } from './api';
import { actionText, actorText, sceneText, stateOf, stepIndicators } from './states';

/** What scenarios play and have played, the latest first: of one of them, or of all. */
export function Runs({ scenario }: { scenario?: string }) {
  const i18n = useI18n();
  const { t } = i18n;
  const runs = useInfiniteQuery({
    queryKey: [...runsKey, scenario],
    queryFn: ({ pageParam }) => listRuns(scenario, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next,
    refetchInterval: 5_000,
  });
  const list = runs.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <Container
      header={
        <Header variant="h2" description={t('scenarios.runs.text')}>
          {t('scenarios.runs')}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {runs.isPending && <StatusIndicator type="loading">{t('common.loading')}</StatusIndicator>}
        {runs.isError && <StatusIndicator type="error">{problemText(runs.error, i18n)}</StatusIndicator>}
        {runs.isSuccess && list.length === 0 && (
          <Nothing title={t('scenarios.runs.none')} text={t('scenarios.runs.noneText')} />
        )}
        {list.map((run, i) => (
          <OneRun key={run.id} run={run} withScenario={!scenario} open={i === 0} />
        ))}
        {runs.hasNextPage && (
          <Button loading={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
            {t('scenarios.runs.more')}
          </Button>
        )}
      </SpaceBetween>
    </Container>
  );
}

interface RunProps {
  run: Run;
  withScenario: boolean;
  open: boolean;
}

function OneRun({ run, withScenario, open }: RunProps) {
  const i18n = useI18n();
  const { t, time } = i18n;
  const partners = useQuery(deskPartnersQuery).data?.items ?? [];
  const partner = partners.find(one => one.id === run.partner)?.name ?? run.partner;
  const state = stateOf(run);
  const subject = run.opportunity || run.entity || partner;
  const opportunity = /^O\d+$/.test(subject) && run.catalog === 'AWS';
  return (
    <ExpandableSection
      defaultExpanded={open}
      headerText={`${subject} - ${sceneText(run.scene, i18n)}`}
      headingTagOverride="h3"
      headerDescription={[partner, withScenario && run.scenario, time(run.began)].filter(Boolean).join(' | ')}
      headerActions={
        <StatusIndicator type={stepIndicators[state]}>{t(`scenarios.step.${state}`)}</StatusIndicator>
      }
    >
      <SpaceBetween size="s">
        <Steps
          ariaLabel={t('scenarios.steps')}
          steps={run.steps.map(step => ({
            status: stepIndicators[step.state],
            statusIconAriaLabel: t(`scenarios.step.${step.state}`),
            header: `${actorText(step.actor, i18n)}: ${actionText(step.action, i18n)}`,
            details: <StepDetails step={step} />,
          }))}
        />
        {opportunity && <FollowLink href={`/desk/${subject}`}>{t('scenarios.openRecord')}</FollowLink>}
      </SpaceBetween>
    </ExpandableSection>
  );
}

/** When a step is due or was done, and why it was refused. */
function StepDetails({ step }: { step: RunStep }) {
  const { t, time, pick } = useI18n();
  const when = {
    planned: () => t('scenarios.plannedFor', { time: time(step.due) }),
    waiting: () => t('scenarios.dueAt', { time: time(step.due) }),
    done: () => t('scenarios.doneAt', { time: time(step.at ?? step.due) }),
    refused: () => t('scenarios.refusedAt', { time: time(step.at ?? step.due) }),
    dropped: () => t('scenarios.step.dropped'),
  }[step.state]();
  return (
    <Box color="text-body-secondary" fontSize="body-s">
      {when}
      {step.message && <Box color="text-status-error">{pick(step.message, step.messageJa)}</Box>}
    </Box>
  );
}
