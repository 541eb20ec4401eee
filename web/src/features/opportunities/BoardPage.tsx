import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import PropertyFilter from '@cloudscape-design/components/property-filter';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { listOpportunities, usersQuery, type Summary } from '../../api/central';
import { problemText } from '../../app/flash';
import { useFollow } from '../../components/follow';
import { InfoLink } from '../../components/InfoLink';
import { freeTextOf, groups, options, properties, queryOf, tokensOf } from '../../components/list/filters';
import { values } from '../../gen/fields';
import { useI18n } from '../../i18n';
import { useViews } from '../views/useViews';
import { ViewChooser } from '../views/ViewChooser';
import { effective } from '../views/views';
import { BoardCard } from './BoardCard';
import { BoardSwitch } from './BoardSwitch';
import { summaryColumns } from './columns';
import { everyFilter } from './filters';
import { MoveModal, type Move } from './MoveModal';

const route = getRouteApi('/shell/opportunities/board');
const stages = values.stage.map(([api]) => api as string);
const shown = 20;

/** The pipeline by stage: the records of a view, each on the card of its stage. */
export function BoardPage() {
  const i18n = useI18n();
  const { t, tx } = i18n;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const follow = useFollow();
  const users = useQuery(usersQuery);
  const [move, setMove] = useState<Move>();
  const [over, setOver] = useState<string>();
  const onSearch = (next: typeof search) => void navigate({ search: next });
  const columns = Object.values(summaryColumns(i18n, item => `/opportunities/${item.id}`));
  const views = useViews('opportunities', columns, search, onSearch);
  const { filter } = effective(views.view, search);
  const filters = everyFilter(i18n, users.data?.items ?? []);
  const query = (stage: string) => ({
    filter: [...filter, { property: 'stage', operator: '=', value: [stage] }],
    sort: 'closeDate',
    order: 'asc' as const,
    pageSize: shown,
  });
  const lists = useQueries({
    queries: stages.map(stage => ({
      queryKey: ['opportunities', 'list', query(stage)],
      queryFn: () => listOpportunities(query(stage)),
      placeholderData: keepPreviousData,
    })),
  });
  const drop = (item: string, stage: string) => {
    setOver(undefined);
    const card = lists.flatMap(list => list.data?.items ?? []).find((one: Summary) => one.id === item);
    if (card && card.stage !== stage) setMove({ id: card.id, stage });
  };

  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={t('board.help')}
        info={<InfoLink topic="opportunities" about={t('board.title')} />}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <BoardSwitch board search={search} />
            <Button variant="primary" href="/opportunities/create" onFollow={follow}>
              {t('opportunities.create')}
            </Button>
          </SpaceBetween>
        }
      >
        {t('board.title')}
      </Header>
      <PropertyFilter
        query={queryOf(filter, i18n)}
        onChange={e => onSearch({ view: search.view, filter: tokensOf(e.detail, i18n) })}
        customControl={<ViewChooser views={views} />}
        filteringProperties={properties(filters, i18n)}
        customGroupsText={groups(i18n)}
        filteringOptions={options(filters, i18n)}
        filteringPlaceholder={t('opportunities.search')}
        filteringAriaLabel={t('opportunities.search')}
        freeTextFiltering={freeTextOf(':', i18n)}
        hideOperations
        expandToViewport
      />
      {/* Seven columns beside each other are wider than most screens: the board scrolls by itself. */}
      <div
        style={{
          display: 'grid',
          gridAutoFlow: 'column',
          gridAutoColumns: 'minmax(232px, 1fr)',
          gap: 12,
          overflowX: 'auto',
          paddingBlockEnd: 12,
        }}
      >
        {stages.map((stage, i) => {
          const list = lists[i];
          const cards = list?.data?.items ?? [];
          const total = list?.data?.total ?? 0;
          const name = tx('stage', stage);
          return (
            <section
              key={stage}
              aria-label={name}
              onDragOver={e => {
                e.preventDefault(); // a card may be dropped here
                setOver(stage);
              }}
              onDragLeave={() => setOver(undefined)}
              onDrop={e => drop(e.dataTransfer.getData('text/plain'), stage)}
              // The one sign of where the card would go.
              style={over === stage ? { outline: '2px dashed currentcolor', borderRadius: 16 } : undefined}
            >
              <Container
                header={
                  <Header
                    variant="h3"
                    headingTagOverride="h2"
                    counter={`(${t(list?.data?.totalCapped ? 'table.countCapped' : 'table.count', { total })})`}
                  >
                    {name}
                  </Header>
                }
              >
                <SpaceBetween size="s">
                  {list?.isPending && <StatusIndicator type="loading">{t('common.loading')}</StatusIndicator>}
                  {list?.isError && (
                    <StatusIndicator type="error">{problemText(list.error, i18n)}</StatusIndicator>
                  )}
                  {list?.isSuccess && cards.length === 0 && (
                    <Box color="text-body-secondary">{t('board.empty')}</Box>
                  )}
                  {cards.map(card => (
                    <BoardCard
                      key={card.id}
                      card={card}
                      stages={stages}
                      onMove={to => setMove({ id: card.id, stage: to })}
                    />
                  ))}
                  {total > shown && (
                    <Button
                      variant="link"
                      onClick={() =>
                        void navigate({
                          to: '/opportunities',
                          search: { view: search.view, filter: query(stage).filter },
                        })
                      }
                    >
                      {t('board.more', { total })}
                    </Button>
                  )}
                </SpaceBetween>
              </Container>
            </section>
          );
        })}
      </div>
      {move && <MoveModal move={move} onClose={() => setMove(undefined)} />}
    </SpaceBetween>
  );
}
