import { createHmac } from 'node:crypto';
import type { Browser, Page } from '@playwright/test';
import { expect, expectAccessible, picture, test, userOf } from './demo';

const inDialog = (page: Page, name: string) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

/** Both languages run on one demo: each has a partner of its own, and another that has just joined. */
const partnerOf = (locale: string) => (locale === 'ja' ? 0 : 1);
const joiningLead = (locale: string) => (locale === 'ja' ? 2 : 3);
const joiningManager = (locale: string) => (locale === 'ja' ? 1 : 2);

/** A browser of somebody who is not signed in. */
async function stranger(browser: Browser, baseURL: string | undefined, locale: string | undefined) {
  const context = await browser.newContext({
    baseURL,
    locale,
    reducedMotion: 'reduce',
    viewport: { width: 1440, height: 900 },
  });
  return context.newPage();
}

const password = 'five green boats at dawn';

test.use({ actionTimeout: 20_000 });

test('the alliance lead accepts the terms, and a colleague who waits gets in', async ({
  page,
  i18n,
  signIn,
  pageOf,
}) => {
  test.slow();
  const { t } = i18n;
  const colleague = await pageOf('ACEManager', joiningManager(i18n.locale));
  await colleague.goto('/opportunities');
  const lead = userOf('AllianceLead', joiningLead(i18n.locale));
  await expect(colleague.getByText(t('terms.needed'))).toBeVisible();
  await expect(colleague.getByRole('link', { name: new RegExp(lead.email) })).toBeVisible();
  await expectAccessible(colleague);
  await picture(colleague, 'terms-needed');
  await colleague.goto('/account/scorecard');
  await expect(colleague.getByText(t('terms.notYet'))).toBeVisible();
  await expect(colleague.getByRole('button', { name: t('terms.accept') })).toHaveCount(0);
  await expectAccessible(colleague);
  await colleague.goto('/leads');
  await expect(colleague.getByText(t('terms.needed'))).toBeVisible();

  await signIn('AllianceLead', joiningLead(i18n.locale));
  await page.goto('/');
  await page.getByRole('link', { name: t('terms.goTo') }).click();
  await expect(page.getByRole('heading', { name: t('nav.scorecard'), level: 1 })).toBeVisible();
  await expect(page.getByText(t('scorecard.eligible.no'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'terms');
  await page.getByRole('checkbox', { name: t('terms.read') }).check({ force: true });
  await page.getByRole('button', { name: t('terms.accept') }).click();
  await expect(page.getByText(t('terms.done'))).toBeVisible();
  await expect(page.getByText(t('scorecard.eligible.yes'))).toBeVisible();
  await expect(
    page.getByText(lead.email.includes('tsubaki') ? '椿 亮介' : 'Morgan Reyes').last(),
  ).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'scorecard-accepted');

  await expect(colleague.getByText(t('terms.needed'))).toHaveCount(0, { timeout: 30_000 });
  await colleague.goto('/opportunities');
  await expect(colleague.getByRole('heading', { name: t('nav.opportunities'), level: 1 })).toBeVisible();
});

test('a colleague is invited, sets a password, loses a role and the account while a page is open', async ({
  page,
  i18n,
  signIn,
  browser,
  baseURL,
  locale,
}) => {
  test.slow();
  const { t } = i18n;
  const email = `nadia-${i18n.locale}@example.com`;
  await signIn('AllianceLead', partnerOf(i18n.locale));
  await page.goto('/account/people');
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'people');

  await page.getByRole('button', { name: t('people.invite') }).click();
  const dialog = page.getByRole('dialog');
  await inDialog(page, t('people.invite.send'));
  const last = dialog.getByRole('textbox', { name: t('contact.lastName') });
  await expect(last).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await last.fill(i18n.locale === 'ja' ? '成田' : 'Nader');
  await dialog
    .getByRole('textbox', { name: t('contact.firstName') })
    .fill(i18n.locale === 'ja' ? '直美' : 'Nadia');
  await dialog.getByRole('textbox', { name: t('session.email') }).fill(email);
  await dialog.getByRole('radio', { name: t('role.ACEManager') }).check({ force: true });
  await picture(page, 'invite');
  await inDialog(page, t('people.invite.send'));
  await expect(page.getByText(t('people.invited', { email }))).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: email });
  await expect(row.getByText(t('people.state.invited'))).toBeVisible();

  await page.goto('/account/letters');
  await page.getByText(email).first().click();
  const body = page.getByText(/\/password#/).first();
  await expect(body).toBeVisible();
  const link = /\/password#\S+/.exec((await body.textContent()) ?? '')?.[0] ?? '';

  const nadia = await stranger(browser, baseURL, locale);
  await nadia.goto(link);
  await expect(nadia.getByRole('heading', { name: t('password.invitation') })).toBeVisible();
  await nadia.getByLabel(t('password.new'), { exact: true }).fill(password);
  await nadia.getByLabel(t('password.again')).fill('something else');
  await nadia.getByRole('button', { name: t('password.set') }).click();
  await expect(nadia.getByText(t('password.unlike'))).toBeVisible();
  await expectAccessible(nadia);
  await picture(nadia, 'password');
  await nadia.getByLabel(t('password.again')).fill(password);
  await nadia.getByRole('button', { name: t('password.set') }).click();
  await expect(nadia.getByRole('heading', { name: t('password.done') })).toBeVisible();
  await expectAccessible(nadia);
  const late = await stranger(browser, baseURL, locale);
  await late.goto(link);
  await expect(late.getByText(t('password.gone'))).toBeVisible();
  await expectAccessible(late);
  await late.context().close();

  await nadia.getByRole('link', { name: t('password.toSignIn') }).click();
  await nadia.getByLabel(t('session.email')).fill(email);
  await nadia.getByLabel(t('session.password')).fill(password);
  await nadia.getByRole('button', { name: t('session.signIn') }).click();
  await expect(nadia).toHaveURL(/\/dashboard$/);
  await nadia.goto('/opportunities');
  await expect(nadia.getByRole('heading', { name: t('nav.opportunities'), level: 1 })).toBeVisible();

  await page.goto('/account/people');
  const act = async (what: 'change' | 'deactivate') => {
    await row.getByRole('button').click();
    await page.getByRole('menuitem', { name: t(`people.${what}`), exact: true }).click();
  };
  await act('change');
  await dialog.getByRole('radio', { name: t('role.CloudAdmin') }).check({ force: true });
  await expectAccessible(page);
  await picture(page, 'people-role');
  await inDialog(page, t('people.change.do'));
  await expect(row.getByText(t('role.CloudAdmin'))).toBeVisible();

  await nadia.getByRole('button', { name: t('action.refresh') }).click();
  await expect(nadia.getByText(t('roleChanged.title', { role: t('role.CloudAdmin') }))).toBeVisible();
  await expectAccessible(nadia);
  await picture(nadia, 'role-changed');

  await act('deactivate');
  await expect(dialog.getByText(t('people.owns.none'))).toBeVisible();
  await expectAccessible(page);
  await inDialog(page, t('people.deactivate.do'));
  await expect(row.getByText(t('people.state.deactivated'))).toBeVisible();
  await nadia
    .getByRole('button', { name: t('roleChanged.home') })
    .or(nadia.getByRole('link', { name: t('roleChanged.home') }))
    .first()
    .click();
  await expect(nadia.getByText(t('session.ended'))).toBeVisible();
  await expectAccessible(nadia);
  await picture(nadia, 'session-ended');
  await nadia.context().close();

  const owner = page
    .getByRole('row')
    .filter({ hasText: userOf('AllianceLead', partnerOf(i18n.locale)).email });
  await expect(owner).toHaveCount(1);
  await page.getByRole('searchbox', { name: t('people.find') }).fill(email);
  await expect(page).toHaveURL(/text=/);
  await expect(owner).toHaveCount(0);
  await page.setViewportSize({ width: 390, height: 844 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, 'the page is wider than the phone').toBeLessThanOrEqual(0);
});

/** What the app on somebody's phone shows now (RFC 6238). */
function codeOf(key: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key].map(c => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map(b => parseInt(b, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const sum = createHmac('sha1', bytes).update(counter).digest();
  const at = (sum[sum.length - 1] ?? 0) & 0xf;
  return String((sum.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('somebody sets up a second step, signs in with it, and ends a session', async ({
  page,
  i18n,
  signIn,
  pageOf,
  browser,
  baseURL,
  locale,
}) => {
  test.slow();
  const { t } = i18n;
  const which = joiningManager(i18n.locale);
  const user = userOf('ACEManager', which);
  const elsewhere = await pageOf('ACEManager', which);
  await signIn('ACEManager', which);
  await page.goto('/account/scorecard');
  await page.getByRole('button', { name: user.name }).click();
  await page.getByRole('menuitem', { name: t('security.title') }).click();
  await expect(page.getByRole('heading', { name: t('security.title'), level: 1 })).toBeVisible();
  await expect(page.getByText(t('sessions.this'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'security');

  await page.getByRole('button', { name: t('factor.start') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(t('password.current')).fill('not the password');
  await inDialog(page, t('factor.next'));
  await expect(dialog.getByText(t('password.wrongCurrent'))).toBeVisible();
  await expectAccessible(page);
  await dialog.getByLabel(t('password.current')).fill(user.password);
  await inDialog(page, t('factor.next'));
  await expect(page.getByRole('img', { name: t('factor.picture') })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'factor');
  const key = (await page.getByText(/^[A-Z2-7]{32}$/).textContent()) ?? '';
  await page.getByLabel(t('factor.first')).fill(codeOf(key));
  await page.getByRole('button', { name: t('factor.confirm') }).click();
  const shown = page.getByText(/^[A-Z2-7]{4}(-[A-Z2-7]{4}){3}/);
  await expect(shown).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'recovery-codes');
  const codes = ((await shown.textContent()) ?? '').split('\n');
  expect(codes).toHaveLength(10);
  await page.getByRole('button', { name: t('factor.codes.kept') }).click();
  await expect(page.getByText(t('factor.on'), { exact: true })).toBeVisible();

  const other = await stranger(browser, baseURL, locale);
  await other.goto('/login');
  await other.getByLabel(t('session.email')).fill(user.email);
  await other.getByLabel(t('session.password')).fill(user.password);
  await other.getByRole('button', { name: t('session.signIn'), exact: true }).click();
  await expect(other.getByRole('heading', { name: t('session.step.code') })).toBeVisible();
  await other.reload(); // the step is still waited for
  await other.getByLabel(t('factor.code')).fill('000000');
  await other.getByRole('button', { name: t('session.signIn'), exact: true }).click();
  await expect(other.getByText(t('error.wrong-code'))).toBeVisible();
  await expectAccessible(other);
  await picture(other, 'code');
  await other.getByLabel(t('factor.code')).fill(codes[0]?.toLowerCase() ?? '');
  await other.getByRole('button', { name: t('session.signIn'), exact: true }).click();
  await expect(other.getByRole('button', { name: user.name })).toBeVisible();

  await page.reload();
  await expect(page.getByText('9', { exact: true })).toBeVisible();
  // The latest stands first, after this one.
  await page
    .getByRole('button', { name: t('sessions.endOf', { device: 'Chrome, Linux' }) })
    .first()
    .click();
  await expect(page.getByText(t('sessions.ended'))).toBeVisible();
  await other.goto('/settings/security');
  await expect(other.getByLabel(t('session.password'))).toBeVisible();
  await other.context().close();
  await page.getByRole('button', { name: t('sessions.endOthers') }).click();
  await expect(page.getByText(t('sessions.othersEnded'))).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(2); // the head, and this one
  expect((await elsewhere.request.get('/api/sessions')).status()).toBe(401);

  await page.getByLabel(t('password.current')).fill('not the password');
  await page.getByLabel(t('password.new'), { exact: true }).fill(password);
  await page.getByLabel(t('password.again')).fill(password);
  await page.getByRole('button', { name: t('password.change') }).click();
  await expect(page.getByText(t('password.wrongCurrent'))).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: t('factor.remove') }).click();
  await dialog.getByLabel(t('factor.code')).fill(codes[1] ?? '');
  await inDialog(page, t('factor.remove'));
  await expect(page.getByText(t('factor.removed'))).toBeVisible();
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const path of ['/settings/security', '/account/scorecard']) {
    await page.goto(path);
    await expect(page.locator('h1').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectAccessible(page);
    await picture(page, `dark${path.replaceAll('/', '-')}`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/settings/security', '/account/scorecard']) {
    await page.goto(path);
    await expect(page.locator('h1').first()).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${path} is wider than the phone`).toBeLessThanOrEqual(0);
    await picture(page, `phone${path.replaceAll('/', '-')}`);
  }
});
