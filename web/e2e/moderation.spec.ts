import { call, partnerOf } from './aws';
import { expect, expectAccessible, picture, test } from './demo';

/** Both languages run on one demo: each has a partner of its own. */
const mine = (locale: string) => (locale === 'ja' ? 1 : 0);

test('the desk turns the verification of a business down, with a reason, and approves the next', async ({
  page,
  i18n,
  signIn,
}) => {
  test.slow();
  const { t } = i18n;
  const index = mine(i18n.locale);
  const { name } = partnerOf(index);
  const begin = (LegalName: string) =>
    call(index, 'account', 'StartVerification', {
      VerificationDetails: {
        BusinessVerificationDetails: { LegalName, RegistrationId: '0100-01-234567', CountryCode: 'JP' },
      },
    });
  await begin('Minato Holdings');
  await signIn('AWSReviewer');
  await page.goto('/aws/verifications');
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText('Minato Holdings');
  await expect(row).toContainText(t('verifications.status.IN_PROGRESS'));
  await expectAccessible(page);
  await picture(page, 'verifications');

  const select = () => row.getByRole('radio').check({ force: true });
  const dialog = page.getByRole('dialog');
  await select();
  await page.getByRole('button', { name: t('verifications.reject'), exact: true }).click();
  await dialog.getByRole('button', { name: t('verifications.reject'), exact: true }).click();
  const reason = dialog.getByLabel(t('verifications.reason'), { exact: true });
  await expect(reason).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await picture(page, 'verification-refused');
  await reason.fill('The register names another company.');
  await dialog.getByRole('button', { name: t('verifications.reject'), exact: true }).click();
  await expect(page.getByText(t('verifications.rejected', { partner: name }))).toBeVisible();
  await expect(row).toHaveCount(0);

  await begin(name);
  await page.getByRole('button', { name: t('action.refresh') }).click();
  await expect(row).toContainText(t('verifications.status.IN_PROGRESS'));
  await select();
  await page.getByRole('button', { name: t('verifications.approve'), exact: true }).click();
  await expectAccessible(page);
  await picture(page, 'verification-approve');
  await dialog.getByRole('button', { name: t('verifications.approve'), exact: true }).click();
  await expect(page.getByText(t('verifications.approved', { partner: name }))).toBeVisible();
  const standing = await call<{ VerificationStatus: string }>(index, 'account', 'GetVerification', {
    VerificationType: 'BUSINESS_VERIFICATION',
  });
  expect(standing.VerificationStatus).toBe('SUCCEEDED');
});

test('the desk compares an update of a profile with what is there, rejects it with findings, and approves the next', async ({
  page,
  i18n,
  signIn,
  alone,
}) => {
  test.slow();
  const { t } = i18n;
  await alone('connections'); // with whoever changes a profile
  const index = mine(i18n.locale);
  const { PartnerSummaryList } = await call<{ PartnerSummaryList: { Id: string }[] }>(
    index,
    'account',
    'ListPartners',
    { Catalog: 'AWS' },
  );
  const Identifier = PartnerSummaryList[0]?.Id;
  const begin = (DisplayName: string, Description: string) =>
    call(index, 'account', 'StartProfileUpdateTask', {
      Catalog: 'AWS',
      Identifier,
      ClientToken: crypto.randomUUID(),
      TaskDetails: {
        DisplayName,
        Description,
        WebsiteUrl: 'https://minato.example.com',
        LogoUrl: 'https://minato.example.com/logo.png',
        PrimarySolutionType: 'SOFTWARE_PRODUCTS',
        IndustrySegments: ['MANUFACTURING'],
        TranslationSourceLocale: 'ja-JP',
      },
    });
  const first = `Minato ${i18n.locale}`;
  await begin(first, 'Write to <b>sales@minato.example.com</b>');
  await signIn('AWSReviewer');
  await page.goto('/aws/profile-updates');
  await expect(page.getByRole('row').filter({ hasText: first })).toContainText(
    t('profiles.status.IN_PROGRESS'),
  );
  await expectAccessible(page);
  await picture(page, 'profile-updates');
  await page.getByRole('link', { name: first }).click();
  await expect(page.getByText(t('profiles.suggests'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'profile-update');

  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: t('profiles.reject'), exact: true }).click();
  await dialog.getByRole('button', { name: t('profiles.finding.add') }).click();
  await dialog.getByRole('button', { name: t('profiles.reject'), exact: true }).click();
  await expect(dialog.getByLabel(t('profiles.finding.message')).nth(1)).toHaveAttribute(
    'aria-invalid',
    'true',
  );
  await expectAccessible(page);
  await picture(page, 'profile-findings');
  await dialog
    .getByRole('button', { name: t('profiles.finding.reason') })
    .nth(1)
    .click();
  await page.getByRole('option', { name: t('profiles.reason.INVALID_LOGO'), exact: true }).click();
  await dialog.getByLabel(t('profiles.finding.message')).nth(1).fill('The logo is not yours.');
  await dialog.getByRole('button', { name: t('profiles.reject'), exact: true }).click();
  await expect(page.getByText(t('profiles.rejected', { name: first }))).toBeVisible();
  await expect(page.getByText(t('profiles.over', { status: t('profiles.status.FAILED') }))).toBeVisible();
  await expect(page.getByText(/The logo is not yours\./)).toBeVisible();
  await expectAccessible(page);

  const second = `Minato Port ${i18n.locale}`;
  await begin(second, 'Logistics software for ports.');
  await page.goto('/aws/profile-updates');
  await page.getByRole('link', { name: second }).click();
  await expect(page.getByText(t('profiles.suggests.none'))).toBeVisible();
  await page.getByRole('button', { name: t('profiles.approve'), exact: true }).click();
  await dialog.getByRole('button', { name: t('profiles.approve'), exact: true }).click();
  await expect(page.getByText(t('profiles.approved', { name: second }))).toBeVisible();
  const partner = await call<{ Profile: { DisplayName: string } }>(index, 'account', 'GetPartner', {
    Catalog: 'AWS',
    Identifier,
  });
  expect(partner.Profile.DisplayName).toBe(second);

  // Other tests look for the partner by its own name.
  const { name } = partnerOf(index);
  await begin(name, 'Software for ports, made on AWS.');
  const all = '/api/central/desk/profile-updates';
  const { items } = (await (await page.request.get(all)).json()) as {
    items: { id: string; name: string; status: string }[];
  };
  const waits = items.find(one => one.name === name && one.status === 'IN_PROGRESS');
  const answer = await page.request.post(`${all}/${waits?.id}/decision`, { data: { decision: 'approve' } });
  expect(answer.ok(), await answer.text()).toBe(true);
});
