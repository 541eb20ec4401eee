import { call, partnerOf } from './aws';
import { choose, expect, expectAccessible, picture, test } from './demo';

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

test('nine partners are invited beside AWS', async ({ page, i18n, signIn, pageOf, alone }) => {
  test.slow();
  const { t, tx } = i18n;
  await alone('connections'); // with whom the first partner is connected for a while
  const owner = partnerOf(0);
  const desk = await pageOf('AWSReviewer');
  const act = (data: object) => desk.request.post('/api/central/desk/acts', { data });
  const done = async (data: object) => {
    const answer = await act(data);
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as { entity?: string };
  };
  const id = await submitted(`nine-${i18n.locale}`);
  await done({ as: 'reviewer', do: 'approve', account: owner.accountId, opportunity: id });
  await signIn('AllianceLead');
  const candidates = async () => {
    const answer = await page.request.get(`/api/central/opportunities/${id}/partners`);
    return ((await answer.json()) as { candidates: { id: string; name: string }[] }).candidates;
  };
  const known = await candidates();
  const made: { account: string; entity: string | undefined }[] = [];
  const all = await desk.request.get('/api/central/desk/partners');
  const { items } = (await all.json()) as { items: { id: string }[] };
  for (const { id: account } of items) {
    if (account === owner.accountId || known.some(one => one.id === account)) continue;
    const asked = await act({
      as: 'partner',
      do: 'connect',
      account,
      partner: owner.accountId,
      message: 'Hello',
    });
    if (asked.status() === 409) continue; // has no profile yet
    const { entity } = (await asked.json()) as { entity?: string };
    const connected = await done({ as: 'partner', do: 'accept', account: owner.accountId, entity });
    made.push({ account, entity: connected.entity });
  }
  const nine = await candidates();
  expect(nine).toHaveLength(9);

  await page.goto(`/opportunities/${id}?tab=partners`);
  await expect(page.getByRole('row', { name: /^AWS / })).toBeVisible();
  await page.getByRole('button', { name: t('partners.share') }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(t('partners.share.left', { left: 9 }))).toBeVisible();
  await dialog
    .getByRole('button', { name: t('partners.whom') })
    .first()
    .click();
  for (const { name } of nine) await page.getByRole('option', { name }).click();
  await page.keyboard.press('Escape');
  await expect(dialog.getByText(t('partners.share.left', { left: 0 }))).toBeVisible();
  await choose(page, t('partners.responsibilities'), tx('receiver_responsibility', 'Reseller'));
  await page.keyboard.press('Escape');
  await dialog.getByRole('textbox', { name: t('invitations.message') }).fill('All together');
  await expectAccessible(page);
  await picture(page, 'nine');
  await dialog.getByRole('button', { name: t('partners.send'), exact: true }).click();
  await expect(page.getByText(t('partners.shared', { count: 9 }))).toBeVisible();
  for (const { name } of nine) await expect(page.getByRole('link', { name }).first()).toBeVisible();
  await expectAccessible(page);

  for (const { account, entity } of made) {
    await done({ as: 'partner', do: 'disconnect', account, entity, reason: 'Done' });
  }
});
