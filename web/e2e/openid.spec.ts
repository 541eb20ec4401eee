import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, picture, test as base } from './demo';
import { clientId, clientSecret, startProvider } from './openidProvider';

const called = 'Example ID';

const people = {
  Manager: { sub: 'p-1', email: 'ken@kaede-cloud.example', email_verified: true },
  Lead: { sub: 'p-2', email: 'dana@harborline.example', email_verified: true },
  'Lead with a key': {
    sub: 'p-2',
    email: 'dana@harborline.example',
    email_verified: true,
    amr: ['pwd', 'mfa'],
  },
  Impostor: { sub: 'p-3', email: 'luis@harborline.example', email_verified: false },
  Stranger: { sub: 'p-4', email: 'nobody@elsewhere.example', email_verified: true },
  'Another manager': { sub: 'p-5', email: 'ken@kaede-cloud.example', email_verified: true },
};

interface Site {
  portal: string;
  fail: () => void;
  recover: () => void;
}

/** A demo of its own that has a provider: the one of all other tests has none, as it comes. */
const test = base.extend<object, { site: Site }>({
  site: [
    async ({}, use) => {
      const provider = await startProvider(people);
      const data = mkdtempSync(join(tmpdir(), 'cosell-openid-'));
      const address = ['--listen', '127.0.0.1:0', '--aws-listen', '127.0.0.1:0'];
      const demo = spawn('../bin/cosell', ['demo', '--fresh', '--data', data, ...address], {
        env: {
          ...process.env,
          COSELL_OIDC_ISSUER: provider.issuer,
          COSELL_OIDC_CLIENT_ID: clientId,
          COSELL_OIDC_CLIENT_SECRET: clientSecret,
          COSELL_OIDC_NAME: called,
          COSELL_SECOND_STEP: 'required',
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const ended = new Promise(resolve => demo.once('exit', resolve));
      const facts = join(data, 'demo.json');
      await expect.poll(() => existsSync(facts), { timeout: 90_000 }).toBe(true);
      const { portal } = JSON.parse(readFileSync(facts, 'utf8')) as { portal: string };
      await use({ portal, fail: provider.fail, recover: provider.recover });
      demo.kill();
      await ended;
      await provider.close();
      rmSync(data, { recursive: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ site }, use) => use(site.portal),
});

const signInWith = (page: Page, text: string) => page.getByRole('button', { name: text }).click();

test('somebody signs in by the provider, sees the link, and removes it', async ({ page, i18n }) => {
  test.slow();
  const { t } = i18n;
  const button = t('session.with', { name: called });
  await page.goto('/opportunities?sort=company');
  await expect(page.getByRole('button', { name: button })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'sign-in');
  await signInWith(page, button);
  await page.getByRole('link', { name: 'Manager', exact: true }).click();
  await expect(page.getByRole('heading', { name: t('nav.opportunities'), level: 1 })).toBeVisible();
  await expect(page).toHaveURL(/\/opportunities\?sort=company$/);

  await page.goto('/settings/security');
  const row = page.getByRole('row').filter({ hasText: 'ken@kaede-cloud.example' });
  await expect(row.getByText(called)).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'linked');

  // Who has the address at the provider later is not the one who is linked.
  await page.context().clearCookies();
  await page.goto('/login');
  await signInWith(page, button);
  await page.getByRole('link', { name: 'Another manager' }).click();
  await expect(page.getByText(t('error.identity-other'))).toBeVisible();

  await signInWith(page, button);
  await page.getByRole('link', { name: 'Manager', exact: true }).click();
  await expect(page).toHaveURL(/\/dashboard$/);
  await page.goto('/settings/security');
  await row.getByRole('button', { name: t('identity.removeOf', { email: people.Manager.email }) }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(t('identity.remove.text'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'remove');
  await dialog.getByRole('button', { name: t('identity.remove'), exact: true }).click();
  await expect(page.getByText(t('identity.removed'))).toBeVisible();
  await expect(page.getByText(t('identity.none'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'none-linked');

  await page.emulateMedia({ colorScheme: 'dark' });
  await page.reload();
  await expect(page.getByText(t('identity.none'))).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, 'the page is wider than the phone').toBeLessThanOrEqual(0);
  await picture(page, 'phone');
});

test('whoever is refused reads why, and who can mend it', async ({ page, i18n, site, browser }) => {
  test.slow();
  const { t } = i18n;
  const button = t('session.with', { name: called });
  await page.goto('/login');
  for (const [who, why] of [
    ['Impostor', t('error.identity-unverified')],
    ['Stranger', t('error.identity-unknown')],
    ['Cancel', t('error.provider-no')],
  ] as const) {
    await signInWith(page, button);
    await page.getByRole('link', { name: who }).click();
    await expect(page.getByText(why)).toBeVisible();
    await expect(page).toHaveURL(/\/login\?refused=error\./);
    await expectAccessible(page);
    await picture(page, `refused-${who}`);
  }
  expect((await page.request.get('/api/sessions')).status()).toBe(401);

  // The way back that somebody else was given.
  await signInWith(page, button);
  const link = (await page.getByRole('link', { name: 'Manager', exact: true }).getAttribute('href')) ?? '';
  const other = await browser.newContext({ locale: i18n.locale === 'ja' ? 'ja-JP' : 'en-US' });
  const elsewhere = await other.newPage();
  await elsewhere.goto(link);
  await expect(elsewhere.getByText(t('error.provider-late'))).toBeVisible();
  await other.close();
  site.fail();
  await page.goto(link);
  await expect(page.getByText(t('error.provider-away'))).toBeVisible();
  site.recover();

  // A link that somebody has made up shows no words of theirs, and leads nowhere else.
  await page.goto('/login?refused=Call%20us&next=https://evil.example');
  await expect(page.getByRole('button', { name: button })).toBeVisible();
  await expect(page.getByText('Call us')).toHaveCount(0);
  await page.setViewportSize({ width: 390, height: 844 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, 'the page is wider than the phone').toBeLessThanOrEqual(0);
  await picture(page, 'phone-sign-in');
});

test('a lead needs a second step, unless the provider has asked for one', async ({ page, i18n }) => {
  const { t } = i18n;
  const button = t('session.with', { name: called });
  await page.goto('/account/scorecard');
  await signInWith(page, button);
  await page.getByRole('link', { name: 'Lead', exact: true }).click();
  await expect(page.getByRole('heading', { name: t('session.step.enrol') })).toBeVisible();
  await expect(page.getByRole('img', { name: t('factor.picture') })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: t('session.other') }).click();
  await signInWith(page, button);
  await page.getByRole('link', { name: 'Lead with a key' }).click();
  await expect(page.getByRole('heading', { name: t('nav.scorecard'), level: 1 })).toBeVisible();
});
