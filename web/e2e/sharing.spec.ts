import { call, partnerOf } from './aws';
import { expect, expectAccessible, picture, test } from './demo';

/** An opportunity of the first partner that was handed in. */
async function submitted(token: string): Promise<string> {
  const Catalog = 'AWS';
  const { Id } = await call<{ Id: string }>(0, 'selling', 'CreateOpportunity', {
    Catalog,
    ClientToken: token,
    Origin: 'Partner Referral',
    OpportunityType: 'Net New Business',
    NationalSecurity: 'No',
    PrimaryNeedsFromAws: ['Co-Sell - Deal Support'],
    Customer: {
      Account: {
        CompanyName: 'Shimizu Cold Stores',
        Industry: 'Transportation and Logistics',
        WebsiteUrl: 'https://shimizu.example.com',
        Address: { CountryCode: 'US', PostalCode: '98101', StateOrRegion: 'Washington' },
      },
    },
    Project: {
      Title: 'Cold chain',
      CustomerBusinessProblem: 'Temperatures are written down by hand, and goods are lost.',
      CustomerUseCase: 'AI Machine Learning and Analytics',
      DeliveryModels: ['Professional Services'],
      SalesActivities: ['Initialized discussions with customer'],
      OtherSolutionDescription: 'Sensors',
      ExpectedCustomerSpend: [
        { Amount: '5000', CurrencyCode: 'USD', Frequency: 'Monthly', TargetCompany: 'AWS' },
      ],
    },
    LifeCycle: { Stage: 'Qualified', TargetCloseDate: '2030-12-01', NextSteps: 'Visit' },
    Marketing: { Source: 'None' },
  });
  const { SolutionSummaries } = await call<{ SolutionSummaries: { Id: string }[] }>(
    0,
    'selling',
    'ListSolutions',
    { Catalog },
  );
  await call(0, 'selling', 'AssociateOpportunity', {
    Catalog,
    OpportunityIdentifier: Id,
    RelatedEntityType: 'Solutions',
    RelatedEntityIdentifier: SolutionSummaries[0]?.Id,
  });
  await call(0, 'selling', 'StartEngagementFromOpportunityTask', {
    Catalog,
    ClientToken: token,
    Identifier: Id,
    AwsSubmission: { InvolvementType: 'Co-Sell' },
  });
  return Id;
}

test('a record that follows its sender says why nothing is decided on it, and leads to the sender', async ({
  page,
  i18n,
  signIn,
  alone,
}) => {
  const { t } = i18n;
  await alone('connections'); // another test parts the two for a moment
  const [sender, receiver] = [partnerOf(0), partnerOf(1)];
  const id = await submitted(`follow-${i18n.locale}`);
  await signIn('AWSReviewer');
  const act = async (data: object) => {
    const answer = await page.request.post('/api/central/desk/acts', { data: { as: 'partner', ...data } });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as { opportunity?: string; entity?: string };
  };
  const invitation = await act({
    do: 'invite',
    account: sender.accountId,
    opportunity: id,
    partner: receiver.accountId,
    message: 'Together',
  });
  const { EngagementInvitationSummaries } = await call<{ EngagementInvitationSummaries: { Id: string }[] }>(
    1,
    'selling',
    'ListEngagementInvitations',
    { Catalog: 'AWS', ParticipantType: 'RECEIVER', Status: ['PENDING'] },
  );
  const entity = invitation.entity ?? EngagementInvitationSummaries[0]?.Id;
  const taken = await act({ do: 'accept', account: receiver.accountId, entity });

  await page.goto(`/desk/${taken.opportunity}`);
  await expect(page.getByText(t('desk.follows', { partner: sender.name }))).toBeVisible();
  for (const decision of ['desk.open', 'desk.approve', 'desk.ask', 'desk.reject'] as const) {
    await expect(page.getByRole('button', { name: t(decision), exact: true })).toHaveCount(0);
  }
  await expectAccessible(page);
  await picture(page, 'follows');
  await page.getByRole('link', { name: t('desk.follows.open', { id }) }).click();
  await expect(page.getByRole('button', { name: t('desk.approve'), exact: true })).toBeVisible();
  await expect(page.getByText(t('desk.follows', { partner: sender.name }))).toHaveCount(0);
});
