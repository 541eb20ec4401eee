import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { listOpportunities } from '../../api/central';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { scorecardQuery, type Scorecard } from './api';
import { Asking } from './Asking';
import { TermsText } from './TermsText';

/** What the partner is in the program: paths, programs, the terms, and what there is of opportunities and people. */
export function ScorecardPage() {
  const { t } = useI18n();
  const { data: card } = useSuspenseQuery(scorecardQuery);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={card.company}
          info={<InfoLink topic="scorecard" about={t('nav.scorecard')} />}
        >
          {t('nav.scorecard')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {!card.eligible && !card.terms.mayAccept && (
          <Alert type="warning" header={t('terms.needed')}>
            <Asking leads={card.leads} />
          </Alert>
        )}
        <Company card={card} />
        <Numbers card={card} />
        <TermsText card={card} />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Company({ card }: { card: Scorecard }) {
  const { t, time, list } = useI18n();
  return (
    <Container header={<Header variant="h2">{t('scorecard.company')}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: t('link.accountId'), value: card.account },
          { label: t('scorecard.path'), value: t(`scorecard.path.${card.path}`) },
          { label: t('scorecard.programs'), value: list(card.programs) || t('scorecard.programs.none') },
          {
            label: t('scorecard.eligible'),
            value: (
              <StatusIndicator type={card.eligible ? 'success' : 'pending'}>
                {t(card.eligible ? 'scorecard.eligible.yes' : 'scorecard.eligible.no')}
              </StatusIndicator>
            ),
          },
          { label: t('scorecard.since'), value: time(card.since) },
          { label: t('scorecard.lead'), value: list(card.leads.map(one => one.name)) || t('common.empty') },
        ]}
      />
    </Container>
  );
}

const figures = [
  { key: 'approved', filter: { property: 'reviewStatus', operator: '=', value: ['Approved'] } },
  { key: 'launched', filter: { property: 'stage', operator: '=', value: ['Launched'] } },
] as const;

function Numbers({ card }: { card: Scorecard }) {
  const { t, number } = useI18n();
  return (
    <Container header={<Header variant="h2">{t('scorecard.numbers')}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          ...(card.seesAll && card.eligible
            ? figures.map(one => ({ label: t(`scorecard.${one.key}`), value: <Count of={one} /> }))
            : []),
          { label: t('scorecard.aceUsers'), value: number(card.aceUsers) },
          {
            label: t('role.ACEManager'),
            value: t('people.managers.count', { count: card.managers, limit: card.managerLimit }),
          },
        ]}
      />
    </Container>
  );
}

/** How many opportunities fit a filter, as a link to them. */
function Count({ of }: { of: (typeof figures)[number] }) {
  const { t, number } = useI18n();
  const filter = [{ ...of.filter, value: [...of.filter.value] }];
  const { data } = useQuery({
    queryKey: ['opportunities', 'count', of.key],
    queryFn: () => listOpportunities({ filter, pageSize: 10 }),
  });
  if (!data) return <Box color="text-body-secondary">{t('common.loading')}</Box>;
  const count = data.totalCapped ? `${number(data.total ?? 0)}+` : number(data.total ?? 0);
  return (
    <FollowLink href={`/opportunities?filter=${encodeURIComponent(JSON.stringify(filter))}`}>
      {t('scorecard.count', { count })}
    </FollowLink>
  );
}
