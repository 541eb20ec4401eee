import { mkdirSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, picture, test } from './demo';

test.use({ actionTimeout: 20_000 });

/** Pictures for the guide are taken where they are asked for: DOCS_IMAGES is the folder. */
async function illustrate(page: Page, name: string) {
  await picture(page, name);
  const folder = process.env.DOCS_IMAGES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}-${test.info().project.name}.png` });
}

/** How many records the list of the page says that it has. */
async function counted(page: Page): Promise<string> {
  const heading = page.locator('h1').first();
  await expect(heading).toContainText(/\([\d,]+\)/);
  return /\(([\d,]+)\)/.exec((await heading.textContent()) ?? '')?.[1] ?? '';
}

test('the first page after sign-in shows figures, and each opens the list that it counts', async ({
  page,
  i18n,
  signIn,
}) => {
  test.slow();
  const { t, tx } = i18n;
  await signIn('ACEManager');
  await page.goto('/');
  await expect(page).toHaveURL(/\/dashboard$/);
  await expect(page.getByRole('heading', { name: t('nav.dashboard'), level: 1 })).toBeVisible();
  await expect(page.getByRole('application', { name: t('dashboard.stages') }).first()).toBeVisible();
  await expectAccessible(page);
  await illustrate(page, 'dashboard');

  // A large figure.
  const open = page.getByRole('link', { name: new RegExp(t('dashboard.now.pipeline')) });
  const value = ((await open.textContent()) ?? '').trim();
  expect(Number(value)).toBeGreaterThan(5);
  await open.click();
  await expect(page).toHaveURL(/\/opportunities\?/);
  expect(await counted(page)).toBe(value);
  await page.goBack();

  // Cells of the tables below the charts: all of a chart's add up, and one leads to as many rows.
  for (const chart of ['stages', 'rounds', 'moves', 'lost', 'sides'] as const) {
    const title = t(`dashboard.${chart}`);
    await page.getByRole('button', { name: `${t('dashboard.table')}: ${title}` }).click();
    const link = page.getByRole('table', { name: title }).getByRole('link').first();
    const count = ((await link.textContent()) ?? '').trim();
    await link.click();
    expect(await counted(page), title).toBe(count);
    await page.goBack();
    await expect(page.getByRole('heading', { name: title, level: 2 })).toBeVisible();
  }

  // The money of one currency, by keyboard: a bar, then the name of its stage.
  await page.getByRole('button', { name: 'USD', exact: true }).click();
  await expect(page.getByText(t('dashboard.money', { currency: 'USD' })).nth(1)).toBeVisible();
  await expectAccessible(page);
  const bars = page.getByRole('application', { name: t('dashboard.stages') }).first();
  await bars.focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const stage = page.getByRole('dialog').getByRole('link').first();
  await expect(stage).toBeVisible();
  await illustrate(page, 'dashboard-bar');
  const name = (await stage.textContent()) ?? '';
  await stage.click();
  await expect(page).toHaveURL(/expected_spend_currency/);
  await expect(page.getByText(name).first()).toBeVisible();
  await expect(page.getByText(tx('currency', 'USD')).first()).toBeVisible();
  await expectAccessible(page);
});

test('referrals about to expire open the invitations that wait', async ({ page, i18n, signIn }) => {
  const { t } = i18n;
  await signIn('AllianceLead');
  await page.goto('/dashboard');
  const figure = page.getByRole('link', { name: new RegExp(t('dashboard.now.referrals')) });
  const value = Number(((await figure.textContent()) ?? '').trim());
  await figure.click();
  await expect(page).toHaveURL(/\/invitations\?/);
  await expect(page.getByText(t('invitations.with.AWS'), { exact: false }).first()).toBeVisible();
  const rows = page.getByRole('row').filter({ has: page.getByRole('link') });
  if (value > 0) await expect(rows).toHaveCount(value);
  await expectAccessible(page);
});

test('an ACE user counts only its own, in the dark and on a phone', async ({ page, i18n, signIn }) => {
  test.slow();
  const { t } = i18n;
  await signIn('ACEUser');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/dashboard');
  const open = page.getByRole('link', { name: new RegExp(t('dashboard.now.pipeline')) });
  await expect(open).toBeVisible();
  await expect(page.getByText(t('dashboard.now.referrals'))).toHaveCount(0);
  await expectAccessible(page);
  await picture(page, 'dashboard-dark');
  const value = ((await open.textContent()) ?? '').trim();
  await open.click();
  expect(await counted(page)).toBe(value);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/dashboard');
  await expect(open).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await picture(page, 'dashboard-phone');
});
