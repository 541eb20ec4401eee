import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { components } from '../../api/central.d';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { engagementQuery, type Engagement } from './api';
import { LeadContext } from './LeadContext';

const route = getRouteApi('/shell/engagements/$id');

/** One engagement: who is in it, and what it is about. */
export function EngagementPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const { data: engagement } = useSuspenseQuery(engagementQuery(id));
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={id}
          info={<InfoLink topic="engagements" about={t('nav.engagements')} />}
        >
          {engagement.title || id}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Facts engagement={engagement} />
        <Members engagement={engagement} />
        {engagement.contexts.map(context => {
          if (context.lead) return <LeadContext key={context.id} engagement={engagement} context={context} />;
          if (context.project) return <Project key={context.id} project={context.project} />;
          return null;
        })}
      </SpaceBetween>
    </ContentLayout>
  );
}

function Facts({ engagement }: { engagement: Engagement }) {
  const { t, time } = useI18n();
  const { opportunity } = engagement;
  return (
    <Container header={<Header variant="h2">{t('engagements.overview')}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: t('engagements.created'), value: time(engagement.created) },
          { label: t('engagements.modified'), value: time(engagement.modified) },
          { label: t('engagements.description'), value: engagement.description || t('common.empty') },
          ...(opportunity
            ? [
                {
                  label: t('proposals.opportunity'),
                  value: <FollowLink href={`/opportunities/${opportunity}`}>{opportunity}</FollowLink>,
                },
              ]
            : []),
        ]}
      />
    </Container>
  );
}

function Members({ engagement }: { engagement: Engagement }) {
  const { t } = useI18n();
  return (
    <Table
      variant="container"
      items={engagement.partners}
      trackBy="id"
      header={
        <Header variant="h2" counter={`(${engagement.partners.length})`}>
          {t('partners.members')}
        </Header>
      }
      ariaLabels={{ tableLabel: t('partners.members') }}
      columnDefinitions={[
        { id: 'name', header: t('partners.name'), cell: one => one.name || one.id, isRowHeader: true },
        {
          id: 'account',
          header: t('partners.account'),
          cell: one => (one.id === 'aws' ? t('common.empty') : one.id), // AWS itself takes part without one
        },
      ]}
    />
  );
}

function Project({ project }: { project: components['schemas']['CustomerProject'] }) {
  const { t, tx, date, label } = useI18n();
  const { Customer: customer, Project: plan } = project;
  const or = (text: string | undefined) => text || t('common.empty');
  return (
    <Container header={<Header variant="h2">{t('engagements.project')}</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: t('lead.company'), value: or(customer?.CompanyName) },
          { label: t('lead.industry'), value: or(tx('industry', customer?.Industry)) },
          { label: t('lead.country'), value: or(tx('country', customer?.CountryCode)) },
          { label: t('lead.website'), value: or(customer?.WebsiteUrl) },
          { label: label('project_title'), value: or(plan?.Title) },
          { label: label('target_close_date'), value: or(date(plan?.TargetCompletionDate)) },
          { label: label('customer_business_problem'), value: or(plan?.BusinessProblem) },
        ]}
      />
    </Container>
  );
}
