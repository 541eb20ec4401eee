import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useFollow } from '../../components/follow';
import { useI18n } from '../../i18n';
import { scenarioQuery } from './api';
import { Runs } from './Runs';
import { StartStop } from './StartStop';
import { alwaysOn, ScenarioState } from './states';
import { Yaml } from './Yaml';

const route = getRouteApi('/shell/aws/scenarios/$name');

/** One scenario: what it says, whether it takes records, and what it plays. */
export function ScenarioPage() {
  const { t, time, pick } = useI18n();
  const { name } = route.useParams();
  const follow = useFollow();
  const { data: scenario } = useSuspenseQuery(scenarioQuery(name));
  const or = (text: string | undefined) => text || t('common.empty');
  const by = scenario.startedBy === alwaysOn ? t('scenarios.bySettings') : scenario.startedBy;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={pick(scenario.saysEn ?? '', scenario.saysJa)}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button href={`/aws/script?from=${encodeURIComponent(name)}`} onFollow={follow}>
                {t('scenarios.copy')}
              </Button>
              <StartStop scenario={scenario} />
            </SpaceBetween>
          }
        >
          {pick(scenario.titleEn, scenario.titleJa) || name}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {scenario.fault && (
          <Alert type="error" header={t('scenarios.state.fault')}>
            {scenario.fault}
          </Alert>
        )}
        <Container>
          <KeyValuePairs
            columns={4}
            items={[
              { label: t('scenarios.state'), value: <ScenarioState scenario={scenario} /> },
              {
                label: t('scenarios.origin'),
                value: t(scenario.shipped ? 'scenarios.shipped' : 'scenarios.ours'),
              },
              { label: t('scenarios.by'), value: or(by) },
              { label: t('scenarios.at'), value: or(time(scenario.startedAt)) },
              { label: t('scenarios.name'), value: scenario.name },
              { label: t('scenarios.source'), value: or(scenario.source) },
            ]}
          />
        </Container>
        <Runs scenario={name} />
        <Container
          header={
            <Header
              variant="h2"
              actions={
                <CopyToClipboard
                  copyButtonText={t('scenarios.copyText')}
                  copySuccessText={t('copy.done')}
                  copyErrorText={t('copy.failed')}
                  textToCopy={scenario.text ?? ''}
                />
              }
            >
              {t('scenarios.script')}
            </Header>
          }
        >
          <Yaml text={scenario.text ?? ''} />
        </Container>
      </SpaceBetween>
    </ContentLayout>
  );
}
