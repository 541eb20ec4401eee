import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useSuspenseQuery } from '@tanstack/react-query';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { useFollow } from '../../components/follow';
import { useI18n } from '../../i18n';
import { scenariosQuery, type Scenario } from './api';
import { Runs } from './Runs';
import { StartStop } from './StartStop';
import { alwaysOn, ScenarioState } from './states';

/** The scripts by which AWS's people are played: those that take records, those that could, and what they do. */
export function ScenariosPage() {
  const { t, time, pick, number } = useI18n();
  const follow = useFollow();
  const scenarios = useSuspenseQuery({ ...scenariosQuery, refetchInterval: 15_000 }).data.items;
  const by = ({ startedBy }: Scenario) => (startedBy === alwaysOn ? t('scenarios.bySettings') : startedBy);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={t('scenarios.text')}
          info={<InfoLink topic="scenarios" about={t('nav.scenarios')} />}
          actions={
            <Button href="/aws/script" onFollow={follow}>
              {t('scenarios.own')}
            </Button>
          }
        >
          {t('nav.scenarios')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Table
          header={
            <Header variant="h2" counter={`(${number(scenarios.length)})`}>
              {t('scenarios.all')}
            </Header>
          }
          items={scenarios}
          trackBy="name"
          wrapLines
          enableKeyboardNavigation
          ariaLabels={{ tableLabel: t('nav.scenarios') }}
          columnDefinitions={[
            {
              id: 'title',
              header: t('scenarios.title'),
              isRowHeader: true,
              minWidth: 300,
              cell: one => (
                <>
                  <FollowLink href={`/aws/scenarios/${one.name}`}>
                    {pick(one.titleEn, one.titleJa) || one.name}
                  </FollowLink>
                  <Box color="text-body-secondary" fontSize="body-s">
                    {pick(one.saysEn ?? '', one.saysJa)}
                  </Box>
                </>
              ),
            },
            {
              id: 'state',
              header: t('scenarios.state'),
              minWidth: 140,
              cell: one => <ScenarioState scenario={one} />,
            },
            {
              id: 'origin',
              header: t('scenarios.origin'),
              minWidth: 120,
              cell: one => (
                <Badge color={one.shipped ? 'grey' : 'blue'}>
                  {t(one.shipped ? 'scenarios.shipped' : 'scenarios.ours')}
                </Badge>
              ),
            },
            {
              id: 'by',
              header: t('scenarios.by'),
              minWidth: 150,
              cell: one => by(one) || t('common.empty'),
            },
            {
              id: 'at',
              header: t('scenarios.at'),
              minWidth: 180,
              cell: one => time(one.startedAt) || t('common.empty'),
            },
            {
              id: 'action',
              header: t('common.actions'),
              minWidth: 90,
              cell: one => <StartStop scenario={one} inRow />,
            },
          ]}
        />
        <Runs />
      </SpaceBetween>
    </ContentLayout>
  );
}
