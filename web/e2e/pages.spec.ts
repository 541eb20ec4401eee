import { expect, expectAccessible, picture, test } from './demo';

const partnerPages = ['/opportunities', '/opportunities/create', '/deliveries'];

for (const path of partnerPages) {
  test(`${path} has a title, no fault for assistive technology, and works in the dark and on a phone`, async ({
    page,
    i18n,
    signIn,
  }) => {
    await signIn('AllianceLead');
    await page.goto(path);
    await expect(page.locator('h1').first()).toBeVisible();
    await expect(page).toHaveTitle(new RegExp(`.+ - ${i18n.t('app.name')}$`));
    await page.waitForLoadState('networkidle');
    await expectAccessible(page);
    await picture(page, path.slice(1).replaceAll('/', '-'));

    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(page.locator('body.awsui-dark-mode')).toHaveCount(1);
    await expectAccessible(page);
    await picture(page, `${path.slice(1).replaceAll('/', '-')}-dark`);

    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.locator('h1').first()).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, 'the page is wider than the phone').toBeLessThanOrEqual(0);
    await picture(page, `${path.slice(1).replaceAll('/', '-')}-phone`);
  });
}

test('the details of an opportunity are readable in each tab', async ({ page, i18n, signIn }) => {
  const { t, label } = i18n;
  await signIn('AllianceLead');
  await page.goto('/opportunities');
  await page.getByRole('row').getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: t('opportunities.overview') })).toBeVisible();
  await expectAccessible(page);
  const names = ['customer', 'aws', 'associations', 'contacts', 'marketing', 'history'] as const;
  for (const name of [...names.map(one => t(`opportunities.tab.${one}`)), label('next_steps')]) {
    await page.getByRole('tab', { name, exact: true }).click();
    await expect(page.getByRole('tab', { name, exact: true })).toHaveAttribute('aria-selected', 'true');
    await page.waitForLoadState('networkidle');
    await expectAccessible(page);
  }
  await picture(page, 'details');
});

test('the list is filtered, sorted and given other columns by keyboard', async ({ page, i18n, signIn }) => {
  const { t, tx, label } = i18n;
  await signIn('AllianceLead');
  await page.goto('/opportunities');
  await expect(page.getByRole('row').getByRole('link').first()).toBeVisible();
  const search = page.getByPlaceholder(t('opportunities.search'));
  await search.focus();
  await page.keyboard.type(`${label('review_status')} = `);
  await page.getByRole('option', { name: tx('review_status', 'Approved'), exact: true }).click();
  await page.keyboard.press('Tab');
  const apply = page.getByRole('button', { name: i18n.locale === 'ja' ? '適用' : 'Apply', exact: true });
  await apply.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/Approved/);
  await expect(page.getByText(tx('review_status', 'Pending Submission'), { exact: true })).toHaveCount(0);
  await expectAccessible(page);
  await picture(page, 'list-filtered');

  await page
    .getByRole('button', { name: new RegExp(`^${t('opportunities.company')}`) })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/sort=company/);

  await page.reload();
  await expect(page.getByText(tx('review_status', 'Approved')).first()).toBeVisible();
});

test('Japanese is drawn with a Japanese font', async ({ page, signIn }) => {
  await signIn('AllianceLead');
  await page.goto('/opportunities');
  // Without a font the browser draws nothing, and a test that only reads the page would not notice.
  const ink = await page.evaluate(() => {
    const count = (text: string) => {
      const canvas = document.createElement('canvas');
      const pen = canvas.getContext('2d', { willReadFrequently: true });
      if (!pen) return 0;
      pen.font = `64px ${getComputedStyle(document.body).fontFamily}`;
      pen.fillText(text, 10, 80);
      return pen
        .getImageData(0, 0, canvas.width, canvas.height)
        .data.filter((value, i) => i % 4 === 3 && value > 0).length;
    };
    return { plain: count('一'), dense: count('鬱') };
  });
  expect(ink.plain).toBeGreaterThan(0);
  expect(ink.dense).toBeGreaterThan(2 * ink.plain);
});

test('settings change language, theme and density, and stay', async ({ page, i18n, signIn }) => {
  await signIn('AllianceLead');
  await page.goto('/opportunities');
  const other = i18n.locale === 'ja' ? 'English' : '日本語';
  await page
    .getByRole('button', { name: i18n.t('settings.title'), exact: true })
    .first()
    .click();
  await page.getByRole('menuitemcheckbox', { name: other }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', i18n.locale === 'ja' ? 'en' : 'ja');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', i18n.locale === 'ja' ? 'en' : 'ja');
  const back = i18n.locale === 'ja' ? '日本語' : 'English';
  await page
    .getByRole('button', { name: i18n.locale === 'ja' ? 'Settings' : '設定', exact: true })
    .first()
    .click();
  await page.getByRole('menuitemcheckbox', { name: back }).click();
  await page
    .getByRole('button', { name: i18n.t('settings.title'), exact: true })
    .first()
    .click();
  await page.getByRole('menuitemcheckbox', { name: i18n.t('theme.dark') }).click();
  await expect(page.locator('body.awsui-dark-mode')).toHaveCount(1);
});

test('an address of nobody and a record of another partner look the same', async ({ page, i18n, signIn }) => {
  await signIn('ACEUser');
  await page.goto('/opportunities/O999999999');
  await expect(page.getByText(i18n.t('notFound.title')).first()).toBeVisible();
  await page.goto('/no/such/page');
  await expect(page.getByText(i18n.t('notFound.title')).first()).toBeVisible();
  await expectAccessible(page);
});

test('the queue of the AWS desk and a review have no fault for assistive technology', async ({
  page,
  i18n,
  signIn,
}) => {
  await signIn('AWSReviewer');
  await page.goto('/');
  await expect(page.getByRole('heading', { name: i18n.t('nav.queue') }).first()).toBeVisible();
  await page.waitForLoadState('networkidle');
  await expectAccessible(page);
  await picture(page, 'desk');
  await page.goto('/desk/all?filter=[]');
  await page.getByRole('row').getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: i18n.t('opportunities.overview') })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('tab', { name: i18n.t('opportunities.tab.aws') }).click();
  await expectAccessible(page);
  await picture(page, 'desk-aws-side');
});
