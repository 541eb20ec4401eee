import { mkdirSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, picture, test } from './demo';

test.use({ actionTimeout: 20_000 });

async function illustrate(page: Page, name: string) {
  await picture(page, name);
  const folder = process.env.DOCS_IMAGES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}-${test.info().project.name}.png` });
}

/** The names of partners are buttons that open their profiles. */
const rows = (page: Page) =>
  page.getByRole('row').filter({ has: page.getByRole('button', { name: /^Profile of |のプロフィール$/ }) });
const filtered = (property: string, value: string) =>
  `/partners?filter=${encodeURIComponent(JSON.stringify([{ property, operator: '=', value: [value] }]))}`;

test('partners are found by industry, solution type, country and name', async ({ page, i18n, signIn }) => {
  test.slow();
  const { t, tx } = i18n;
  await signIn('AllianceLead');
  await page.goto('/connections');
  await page
    .getByRole('main')
    .getByRole('link', { name: t('connections.find') })
    .click();
  await expect(page).toHaveURL(/\/partners$/);
  await expect(rows(page).first()).toBeVisible();
  const all = await rows(page).count();
  expect(all).toBeGreaterThan(5);
  await expect(page.getByRole('heading', { name: t('recommended.title') })).toBeVisible();
  await expectAccessible(page);
  await illustrate(page, 'partners-find');

  await page.goto(filtered('solution', 'HARDWARE_PRODUCTS'));
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByText(tx('partner_solution_type', 'HARDWARE_PRODUCTS')).first()).toBeVisible();
  await page.goto(filtered('country', 'JP'));
  await expect(rows(page)).toHaveCount(3);
  await page.goto(filtered('industry', 'EDUCATION'));
  await expect(rows(page)).toHaveCount(1);
  await page.goto('/partners');
  const search = page.getByPlaceholder(t('partners.search'));
  await search.fill('north');
  await search.press('Enter');
  await expect(rows(page)).toHaveCount(1);

  // A profile, by keyboard.
  await page
    .getByRole('button', { name: t('partners.profileOf', { name: 'Northlight Health Systems' }) })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  const profile = page.getByRole('dialog', { name: 'Northlight Health Systems' });
  await expect(profile.getByText(tx('country', 'US'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'partner-profile');
});

test('a recommended connection says why, and can be asked for', async ({ page, i18n, signIn, alone }) => {
  test.slow();
  const { t } = i18n;
  await alone('connections');
  await signIn('ACEManager');
  await page.goto('/partners');
  const cards = page.getByRole('list').filter({ has: page.getByText(t('recommended.why')) });
  const card = cards.getByRole('listitem').first();
  await expect(card.getByText(t('recommended.why'))).toBeVisible();

  // The reason leads to the opportunities that it counts.
  const reason = cards.getByRole('link').first();
  const count = /\d+/.exec((await reason.textContent()) ?? '')?.[0];
  await reason.click();
  await expect(page).toHaveURL(/\/opportunities\?/);
  await expect(page.locator('h1').first()).toContainText(`(${count})`);
  await page.goBack();

  // Each language asks a partner of its own, and takes the request back.
  const name = i18n.locale === 'ja' ? '株式会社しおさいソフト' : 'Ferrous Edge GmbH';
  const ask = page.getByRole('button', { name: `${t('connections.ask')} ${name}` }).first();
  await ask.click();
  const dialog = page.getByRole('dialog', { name: t('connections.ask') });
  await dialog.getByRole('button', { name: t('connections.ask') }).click();
  const message = dialog.getByRole('textbox', { name: t('invitations.message') });
  await expect(message).toHaveAttribute('aria-invalid', 'true');
  await message.fill(
    i18n.locale === 'ja' ? '小売業の案件で協力しませんか。' : 'Shall we work on factories together?',
  );
  await expectAccessible(page);
  await illustrate(page, 'partners-ask');
  await dialog.getByRole('button', { name: t('connections.ask') }).click();
  await expect(page.getByText(t('connections.asked', { name }))).toBeVisible();
  await expect(ask).toHaveCount(0);
  const request = page.getByRole('link', { name: `${t('connections.seeRequest')} ${name}` }).first();
  await expect(request).toBeVisible();
  await request.click();
  await page.getByRole('button', { name: `${t('connections.cancel')} ${name}` }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('connections.cancel') })
    .click();
  await expect(page.getByText(t('connections.cancel.done', { name }))).toBeVisible();
  await page.goto('/partners');
  await expect(page.getByRole('button', { name: `${t('connections.ask')} ${name}` }).first()).toBeVisible();
});

test('who does not manage connections finds partners without asking them', async ({ page, i18n, signIn }) => {
  const { t } = i18n;
  await signIn('ACEUser');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/partners');
  await expect(rows(page).first()).toBeVisible();
  await expect(page.getByRole('button', { name: new RegExp(`^${t('connections.ask')}`) })).toHaveCount(0);
  await expectAccessible(page);
  await picture(page, 'partners-dark');
});

test('the AWS desk awards a competency, and the partner is found by it', async ({
  page,
  i18n,
  signIn,
  pageOf,
}) => {
  test.slow();
  const { t, tx } = i18n;
  const name = i18n.locale === 'ja' ? 'やまびこトレーニング株式会社' : 'Tidepool Learning';
  const competency = i18n.locale === 'ja' ? 'SAP' : 'Storage';
  await signIn('AWSReviewer');
  await page.goto('/aws/awards');
  await page.getByRole('button', { name: t('awards.editOf', { name }) }).click();
  const dialog = page.getByRole('dialog', { name });
  await dialog
    .getByRole('button', { name: t('common.optional', { label: t('partners.competencies') }) })
    .click();
  await page.getByRole('option', { name: tx('partner_competency', competency), exact: true }).click();
  await page.keyboard.press('Escape');
  await expectAccessible(page);
  await picture(page, 'awards');
  await dialog.getByRole('button', { name: t('action.save') }).click();
  await expect(page.getByText(t('awards.saved', { name }))).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText(
    tx('partner_competency', competency),
  );
  await expectAccessible(page);

  const partner = await pageOf('ACEManager');
  await partner.goto(filtered('competency', competency));
  await expect(rows(partner)).toHaveCount(1);
  await expect(rows(partner)).toContainText(name);
});
