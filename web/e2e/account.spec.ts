import type { Page, PlaywrightWorkerArgs } from '@playwright/test';
import { partnerOf as demoPartner } from './aws';
import { expect, expectAccessible, picture, test, userOf } from './demo';

const press = (page: Page, name: string) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

/** Both languages run on one demo: each has a partner of its own. */
const partnerOf = (locale: string) => (locale === 'ja' ? 0 : 1);

/** What AWS's reviewer says of the update that waits. */
async function judged(
  playwright: PlaywrightWorkerArgs['playwright'],
  baseURL: string | undefined,
  partner: string,
  decision: object,
) {
  const desk = await playwright.request.newContext({ baseURL });
  const { email, password } = userOf('AWSReviewer');
  expect((await desk.post('/api/session', { data: { email, password } })).status()).toBe(200);
  const list = (await (await desk.get('/api/central/desk/profile-updates')).json()) as {
    items: { id: string; status: string; partner: { name: string } }[];
  };
  const waits = list.items.find(one => one.partner.name === partner && one.status === 'IN_PROGRESS');
  const answer = await desk.post(`/api/central/desk/profile-updates/${waits?.id}/decision`, {
    data: decision,
  });
  expect(answer.status(), await answer.text()).toBe(200);
  await desk.dispose();
}

test('a profile is mended until the review lets it through', async ({
  page,
  i18n,
  signIn,
  alone,
  playwright,
  baseURL,
}) => {
  test.slow();
  const { t } = i18n;
  const partner = demoPartner(partnerOf(i18n.locale)).name;
  await alone('connections'); // the profile is hidden for a moment
  await signIn('AllianceLead', partnerOf(i18n.locale));
  await page.goto('/account/profile');
  await expect(page.getByText(t('profile.PUBLIC'), { exact: true })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'profile');

  await page.getByRole('button', { name: t('profile.hide') }).click();
  await expect(page.getByText(t('profile.PRIVATE'), { exact: true })).toBeVisible();
  await page.getByRole('button', { name: t('profile.show') }).click();
  await expect(page.getByText(t('profile.PUBLIC'), { exact: true })).toBeVisible();

  await page.getByRole('link', { name: t('action.edit'), exact: true }).click();
  const text = page.getByRole('textbox', { name: t('profile.description') }).first();
  const website = page.getByRole('textbox', { name: t('lead.website') }).first();
  const address = await website.inputValue();
  await website.fill('www.example.com');
  await page.getByRole('button', { name: t('profile.edit.send') }).click();
  await expect(website).toBeFocused();
  await expect(page.getByText(/https:\/\/www\.example\.com/).first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'profile-refused');
  await website.fill(address);
  await text.fill('Write to us: sales@example.com');
  await page.getByRole('button', { name: t('profile.edit.send') }).click();
  await expect(page.getByText(t('profile.update.started'))).toBeVisible();
  await judged(playwright, baseURL, partner, {
    decision: 'reject',
    found: [{ reason: 'INVALID_CONTENT', message: 'Use plain text only.' }],
  });
  await expect(page.getByText(t('profile.found.INVALID_CONTENT'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'profile-failed');

  await page.getByRole('link', { name: t('action.edit'), exact: true }).click();
  await expect(text).toHaveValue('Write to us: sales@example.com');
  await text.fill('Berths, cranes and containers, planned by machines.');

  // The same in another language, whole.
  await page.getByRole('button', { name: t('profile.translation.add') }).click();
  const last = (label: string) => page.getByRole('textbox', { name: label }).last();
  await page.getByRole('button', { name: t('profile.edit.send') }).click();
  await expect(last(t('profile.name'))).toHaveAttribute('aria-invalid', 'true');
  await last(t('profile.name')).fill(i18n.pick('Hafen und Kran', '港湾とクレーン'));
  await last(t('profile.description')).fill(
    i18n.pick('Liegeplätze nach Plan.', '岸壁の計画を自動化します。'),
  );
  await expectAccessible(page);
  await picture(page, 'profile-languages');
  await page.getByRole('button', { name: t('profile.edit.send') }).click();
  await expect(page.getByText(t('profile.update.started')).first()).toBeVisible();
  await judged(playwright, baseURL, partner, { decision: 'approve' });
  await expect(page.getByText('Berths, cranes and containers, planned by machines.')).toBeVisible();
  await expect(page.getByText(t('profile.found.INVALID_CONTENT'))).toHaveCount(0);
  await page.getByRole('link', { name: t('action.edit'), exact: true }).click();
  await expect(last(t('profile.description'))).toHaveValue(
    i18n.pick('Liegeplätze nach Plan.', '岸壁の計画を自動化します。'),
  );
  await page
    .getByRole('button', { name: new RegExp(t('form.remove', { name: '.+' })) })
    .last()
    .click();
  await expect(page.getByRole('textbox', { name: t('profile.description') })).toHaveCount(1);
  await page.getByRole('button', { name: t('action.cancel') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('leave.discard') })
    .click();

  await page
    .getByRole('radio', { name: t('connections.access.ALLOW_BY_DEFAULT_DENY_SOME') })
    .check({ force: true });
  const excluded = page.getByRole('textbox', { name: t('connections.excluded') });
  await excluded.fill('some?body');
  await page.getByRole('button', { name: t('action.save') }).click();
  await expect(excluded).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await page.getByRole('radio', { name: t('connections.access.ALLOW_ALL') }).check({ force: true });
  await page.getByRole('button', { name: t('action.save') }).click();
  await expect(page.getByText(t('connections.preferred'))).toBeVisible();
  await picture(page, 'profile-published');
});

test("the alliance lead's new address is proven by the code in the mailbox", async ({
  page,
  i18n,
  signIn,
}) => {
  test.slow();
  const { t } = i18n;
  await signIn('AllianceLead', partnerOf(i18n.locale));
  const address = `lead-${i18n.locale}@example.com`;
  await page.goto('/account/profile');
  await page.getByRole('button', { name: t('contact.edit') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: t('session.email') }).fill(address);
  await press(page, t('action.save'));
  const code = dialog.getByRole('textbox', { name: t('contact.code') });
  await expect(code).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await picture(page, 'contact-no-code');
  await dialog.getByRole('button', { name: t('contact.sendCode') }).click();
  await expect(dialog.getByText(t('contact.codeSent'))).toBeVisible();

  const mailbox = await page.context().newPage();
  await mailbox.goto('/account/letters');
  await mailbox.getByRole('row').filter({ hasText: address }).first().click();
  await expect(mailbox).toHaveURL(/letter=/); // the latest letter of all is open before that
  const six = /(?<!\w)\d{6}(?!\w)/; // identifiers of opportunities have more
  const body = mailbox.getByRole('paragraph').filter({ hasText: six }).first();
  await expect(body).toBeVisible();
  await expectAccessible(mailbox);
  await picture(mailbox, 'mailbox');
  const digits = six.exec((await body.textContent()) ?? '')?.[0] ?? '';
  await mailbox.setViewportSize({ width: 390, height: 844 });
  const overflow = await mailbox.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, 'the mailbox is wider than the phone').toBeLessThanOrEqual(0);
  await picture(mailbox, 'mailbox-phone');
  await mailbox.close();

  await code.fill(digits);
  await expectAccessible(page);
  await picture(page, 'contact-code');
  await press(page, t('action.save'));
  await expect(page.getByText(t('contact.saved'))).toBeVisible();
  await expect(page.getByText(address)).toBeVisible();
});

test('an account is linked, roles are given to groups and users, and it is unlinked', async ({
  page,
  i18n,
  signIn,
}) => {
  test.slow();
  const { t } = i18n;
  const next = i18n.locale === 'ja' ? '次へ' : 'Next';
  await signIn('AllianceLead', partnerOf(i18n.locale));
  await page.goto('/account/link');
  await expect(page.getByRole('heading', { name: t('link.account') })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'link-account');
  await page.getByRole('button', { name: next }).click();
  await expectAccessible(page);
  await picture(page, 'link-roles');
  await page.getByRole('checkbox', { name: /PartnerCentralRoleForAlliance/ }).uncheck({ force: true });
  await page.getByRole('button', { name: next }).click();
  await expect(page.getByText(t('link.review.nobody'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'link-review');
  await page.getByRole('button', { name: t('link.do') }).click();
  const name = page.getByRole('textbox', { name: t('link.legalName') });
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await name.fill('Quay Logistics');
  await page.getByRole('button', { name: next }).click();
  await page.getByRole('button', { name: next }).click();
  await page.getByRole('button', { name: t('link.do') }).click();
  await expect(page.getByText(t('link.done'))).toBeVisible();
  await expect(page.getByText('Quay Logistics')).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'linked');

  await page.getByRole('button', { name: t('link.changeOf', { name: t('role.AllianceTeam') }) }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('link.role') })
    .click();
  await page.getByRole('option', { name: /PartnerCentralRoleForAlliance/ }).click();
  await expectAccessible(page);
  await press(page, t('action.save'));
  await expect(page.getByText(t('link.given', { name: t('role.AllianceTeam') }))).toBeVisible();

  await page.goto('/account/users');
  const user = userOf('ACEUser', partnerOf(i18n.locale));
  const row = page.getByRole('row').filter({ hasText: user.email });
  await expect(row.getByText(/PartnerCentralRoleForAce/)).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'users');
  await row.getByRole('checkbox').check({ force: true });
  await page.getByRole('button', { name: t('users.give') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('link.role') })
    .click();
  await page.getByRole('option', { name: /PartnerCentralRoleForAlliance/ }).click();
  await expectAccessible(page);
  await picture(page, 'users-give');
  await press(page, t('action.save'));
  await expect(page.getByText(t('users.given', { count: 1 }))).toBeVisible();
  await expect(row.getByText(/PartnerCentralRoleForAlliance/)).toBeVisible();

  await page.getByRole('button', { name: t('credentials.get') }).click();
  await expect(page.getByRole('dialog').getByText(/PartnerCentralRoleForCloudAdmin/)).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'credentials');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('action.close') })
    .last()
    .click();

  await page.goto('/account/link');
  await page.getByRole('button', { name: t('link.unlink') }).click();
  await expectAccessible(page);
  await press(page, t('link.unlink'));
  await expect(page.getByText(t('link.unlinked'))).toBeVisible();
  await expect(page.getByRole('heading', { name: t('link.account') })).toBeVisible();
});

test('an IAM role is made, changed and deleted; a colleague without one is told so', async ({
  page,
  i18n,
  signIn,
  pageOf,
}) => {
  test.slow();
  const { t } = i18n;
  const which = partnerOf(i18n.locale);
  await signIn('AllianceLead', which);
  await page.goto('/account/users');
  await page.getByRole('button', { name: t('roles.create') }).click();
  const dialog = page.getByRole('dialog');
  const name = dialog.getByRole('textbox', { name: t('roles.name') });
  await name.fill('has spaces');
  await press(page, t('action.create'));
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await name.fill('Reports');
  const trust = dialog.getByRole('textbox', { name: t('roles.trust'), exact: true });
  const whole = await trust.inputValue();
  await trust.fill('{"Statement": []}');
  await press(page, t('action.create'));
  await expect(trust).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await picture(page, 'role-refused');
  await trust.fill(whole);
  await press(page, t('action.create'));
  await expect(page.getByText(t('roles.saved', { name: 'Reports' }))).toBeVisible();

  await page.getByRole('button', { name: `${t('action.edit')} Reports` }).click();
  await dialog.getByRole('button', { name: t('roles.managed') }).click();
  await page.getByRole('option', { name: 'AmazonEventBridgeReadOnlyAccess' }).click();
  await page.keyboard.press('Escape');
  await expectAccessible(page);
  await press(page, t('action.save'));
  const row = page.getByRole('row').filter({ hasText: 'Reports' });
  await expect(row.getByText('AmazonEventBridgeReadOnlyAccess')).toBeVisible();
  await picture(page, 'roles');
  await page.getByRole('button', { name: `${t('roles.delete')} Reports` }).click();
  await expectAccessible(page);
  await press(page, t('roles.delete'));
  await expect(page.getByText(t('roles.deleted', { name: 'Reports' }))).toBeVisible();
  await expect(row).toHaveCount(0);

  const colleague = await pageOf('ACEUser', which);
  await colleague.goto('/account/users');
  await expect(colleague.getByRole('heading', { name: t('users.title'), exact: true })).toHaveCount(0);
  await expectAccessible(colleague);
  await picture(colleague, 'users-colleague');
});

test('the account pages work in the dark and on a phone', async ({ page, i18n, signIn }) => {
  test.slow();
  await signIn('AllianceLead', partnerOf(i18n.locale));
  const paths = [
    '/account/profile',
    '/account/profile/edit',
    '/account/link',
    '/account/users',
    '/account/letters',
  ];
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const path of paths) {
    await page.goto(path);
    await expect(page.locator('h1').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectAccessible(page);
    await picture(page, `dark${path.replaceAll('/', '-')}`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of paths) {
    await page.goto(path);
    await expect(page.locator('h1').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${path} is wider than the phone`).toBeLessThanOrEqual(0);
    await picture(page, `phone${path.replaceAll('/', '-')}`);
  }
});
