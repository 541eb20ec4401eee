import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { readPath, textOf, type Doc } from '../../components/form/document';
import { useI18n, type I18n } from '../../i18n';
import { sentQuery, type SentInvitation } from './api';
import { AnswerStatus } from './states';

const route = getRouteApi('/shell/aws/referrals/sent/$id');

/** One invitation that AWS has sent: what it offers, and what became of it. */
export function InvitationPage() {
  const i18n = useI18n();
  const { t, tx, time } = i18n;
  const { id } = route.useParams();
  const { data: sent } = useSuspenseQuery({ ...sentQuery(id), refetchInterval: 15_000 });
  const or = (text: string | undefined) => text || t('common.empty');
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={`${t(`shares.kind.${sent.kind}`)} | ${id}`}>
          {sent.title || id}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {sent.status === 'REJECTED' && (
          <Alert type="warning" header={t('shares.rejected')}>
            {or(tx('rejection_reason', sent.rejectionReason))}
          </Alert>
        )}
        <Container header={<Header variant="h2">{t('shares.invitation')}</Header>}>
          <KeyValuePairs
            columns={4}
            items={[
              { label: t('shares.status'), value: <AnswerStatus status={sent.status} /> },
              { label: t('desk.partner'), value: sent.partner.name || sent.partner.id },
              { label: t('shares.sent'), value: time(sent.invited) },
              { label: t('shares.deadline'), value: or(time(sent.expires)) },
              { label: t('shares.message'), value: or(sent.message) },
            ]}
          />
        </Container>
        <Container
          header={
            <Header variant="h2" description={t('shares.shown.text')}>
              {t('shares.shown')}
            </Header>
          }
        >
          <KeyValuePairs
            columns={3}
            items={offered(sent, i18n).map(([label, value]) => ({ label, value: or(value) }))}
          />
        </Container>
      </SpaceBetween>
    </ContentLayout>
  );
}

/** What of the opportunity or of the lead the invitation says. */
function offered(sent: SentInvitation, i18n: I18n): [label: string, value: string][] {
  const { t, tx, date, money, label } = i18n;
  const payload = (sent.payload ?? {}) as Doc;
  const opportunity = sent.kind === 'OpportunityInvitation';
  const at = (path: string) => textOf(readPath(payload, `${sent.kind}.${path}`, ['index', 0]));
  const company: [string, string][] = [
    [label('customer_company_name'), at('Customer.CompanyName')],
    [label('industry'), tx('industry', at('Customer.Industry'))],
    [label('country'), tx('country', at('Customer.CountryCode'))],
    [label('customer_website'), at('Customer.WebsiteUrl')],
  ];
  if (!opportunity) {
    return [
      ...company,
      [t('shares.lead.segment'), at('Customer.MarketSegment')],
      [t('shares.lead.maturity'), at('Customer.AwsMaturity')],
      [t('shares.lead.sourceType'), at('Interaction.SourceType')],
      [t('shares.lead.sourceName'), at('Interaction.SourceName')],
      [t('shares.lead.useCase'), at('Interaction.Usecase')],
      [t('shares.lead.jobTitle'), at('Interaction.ContactBusinessTitle')],
    ];
  }
  const spend = 'Project.ExpectedCustomerSpend[].';
  return [
    ...company,
    [label('project_title'), at('Project.Title')],
    [label('customer_business_problem'), at('Project.BusinessProblem')],
    [label('expected_monthly_aws_revenue'), money(at(`${spend}Amount`), at(`${spend}CurrencyCode`))],
    [label('target_close_date'), date(at('Project.TargetCompletionDate'))],
    [
      t('shares.sender'),
      [
        i18n.fullName(at('SenderContacts[].FirstName'), at('SenderContacts[].LastName')),
        at('SenderContacts[].Email'),
      ]
        .filter(Boolean)
        .join(' '),
    ],
  ];
}
