import { call } from './aws';
import { expect, expectAccessible, picture, test } from './demo';

/** An opportunity that keeps the rules and says little, as the first partner has handed it in. */
async function thin(locale: string): Promise<string> {
  const Catalog = 'AWS';
  const token = crypto.randomUUID();
  const words =
    locale === 'ja'
      ? {
          Title: '店舗データ基盤の移行',
          CustomerBusinessProblem: '店舗ごとの在庫データの集計が遅れており、発注が間に合わない。',
        }
      : {
          Title: 'Store data platform',
          CustomerBusinessProblem: 'Temperatures are written down by hand, and goods are lost.',
        };
  const { Id } = await call<{ Id: string }>(0, 'selling', 'CreateOpportunity', {
    Catalog,
    ClientToken: token,
    Origin: 'Partner Referral',
    OpportunityType: 'Net New Business',
    NationalSecurity: 'No',
    PrimaryNeedsFromAws: ['Co-Sell - Deal Support'],
    Customer: {
      Account: {
        CompanyName: `Yuzu Stores ${locale}`,
        Industry: 'Retail',
        WebsiteUrl: 'https://www.facebook.com/yuzu',
        Address: { CountryCode: 'US', PostalCode: '98101', StateOrRegion: 'Washington' },
      },
    },
    Project: {
      ...words,
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

test('a reviewer filters the queue by a hint, takes an opportunity, and asks what the hint suggests', async ({
  page,
  i18n,
  signIn,
  pageOf,
}) => {
  test.slow();
  const { t, pick } = i18n;
  const partner = await pageOf('AllianceLead');
  const id = await thin(i18n.locale);
  await signIn('AWSReviewer');
  const filter = JSON.stringify([{ property: 'hint', operator: '=', value: ['problem-short'] }]);
  await page.goto(`/desk?filter=${encodeURIComponent(filter)}&sort=since&order=desc`);
  const row = page.getByRole('row').filter({ hasText: id });
  await expect(row).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'queue');
  await row.getByRole('checkbox').check({ force: true });
  await page.getByRole('button', { name: t('desk.take'), exact: true }).click();
  await expect(page.getByText(t('desk.taken', { id }))).toBeVisible();
  await expect(row).not.toContainText(`${t('common.empty')}${t('common.empty')}`);
  await page.getByRole('link', { name: id }).click();

  const points = page.getByRole('table', { name: t('desk.points') });
  const short = points
    .getByRole('row')
    .filter({
      hasText: pick('The business problem says little.', 'お客様のビジネス課題の説明が短すぎます。'),
    });
  await expect(short).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'review-points');
  await short.getByRole('button', { name: t('desk.askAbout') }).click();
  const dialog = page.getByRole('dialog');
  const question =
    i18n.locale === 'ja'
      ? 'お客様の課題、現状の影響、AWS サービスによる解決方法を具体的にご記入ください。'
      : "Please describe the customer's problem, what it costs today, and how AWS services will solve it.";
  await expect(dialog.getByLabel(t('desk.comment'))).toHaveValue(question);
  await dialog.getByRole('button', { name: /website|Web サイト/ }).click();
  await expect(dialog.getByLabel(t('desk.comment'))).not.toHaveValue(question);
  await dialog.getByRole('button', { name: t('form.choose') }).click();
  await page.getByRole('option').first().click();
  await expectAccessible(page);
  await picture(page, 'review-ask');
  await dialog.getByRole('button', { name: t('desk.ask'), exact: true }).click();
  await expect(page.getByText(t('desk.done.ask', { id }))).toBeVisible();
  await partner.goto(`/opportunities/${id}`);
  await expect(partner.getByText(question)).toBeVisible();
});
