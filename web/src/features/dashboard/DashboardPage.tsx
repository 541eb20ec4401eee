import Button from '@cloudscape-design/components/button';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useFollow } from '../../components/follow';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { dashboardQuery, figuresOf } from './api';
import { FigureChart } from './FigureChart';
import { PipelineChart } from './PipelineChart';
import { Standing } from './Standing';

const half = { colspan: { default: 12, m: 6 } };
const whole = { colspan: 12 };

/** How the pipeline stands and where it needs care. Every figure opens the list that it counts. */
export function DashboardPage() {
  const { t } = useI18n();
  const follow = useFollow();
  const { data: board, isFetching, refetch } = useSuspenseQuery(dashboardQuery);
  const of = (chart: string) => ({ chart, figures: figuresOf(board, chart) });
  const answers = figuresOf(board, 'expiring').length > 0;
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={t('dashboard.text')}
        info={<InfoLink topic="dashboard" about={t('nav.dashboard')} />}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button
              iconName="refresh"
              ariaLabel={t('action.refresh')}
              loading={isFetching}
              onClick={() => void refetch()}
            />
            <Button variant="primary" href="/opportunities/create" onFollow={follow}>
              {t('opportunities.create')}
            </Button>
          </SpaceBetween>
        }
      >
        {t('nav.dashboard')}
      </Header>
      <Standing board={board} />
      <Grid gridDefinition={[whole, half, half, half, half, half, half, half, half, half, half]}>
        <PipelineChart board={board} />
        <FigureChart {...of('waiting')} kind="rows" />
        {answers ? <FigureChart {...of('expiring')} /> : <FigureChart {...of('rounds')} />}
        <FigureChart {...of('steps')} kind="rows" />
        <FigureChart {...of('due')} kind="rows" height={160} />
        <FigureChart {...of('moves')} />
        {answers && <FigureChart {...of('rounds')} />}
        <FigureChart {...of('closed')} />
        <FigureChart {...of('lost')} kind="pie" />
        <FigureChart {...of('helped')} kind="rows" />
        <FigureChart {...of('sides')} />
      </Grid>
    </SpaceBetween>
  );
}
