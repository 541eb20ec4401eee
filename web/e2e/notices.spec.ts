import { expect, expectAccessible, picture, test } from './demo';

test('what happens is behind the bell and on the page, and is marked as read', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t } = i18n;
  await signIn('AllianceLead', i18n.locale === 'ja' ? 0 : 1);
  await page.goto('/notifications');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(t('notices.title'));
  const unread = page.getByRole('row').filter({ hasText: t('notices.unread') });
  await expect(unread.first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'notices');

  const bell = page.getByRole('button', { name: /^(Notifications, \d+ unread|通知、未読 \d+ 件)$/ });
  await bell.click();
  const all = page.getByRole('menuitem', { name: t('notices.all') });
  await expect(all).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'notices-bell');
  await page.keyboard.press('Escape');

  const first = unread.first();
  const to = (await first.getByRole('link').getAttribute('href')) ?? '';
  const heading = (await first.getByRole('link').textContent()) ?? '';
  await first.getByRole('checkbox').check({ force: true });
  await page.getByRole('button', { name: t('notices.mark'), exact: true }).click();
  await page.getByRole('menuitem', { name: t('notices.markSeen'), exact: true }).click();
  // Other tests make notices of the same heading meanwhile.
  const same = page
    .getByRole('row')
    .filter({ hasText: heading })
    .filter({ has: page.locator(`a[href="${to}"]`) })
    .last();
  await expect(same.getByText(t('notices.seen'), { exact: true })).toBeVisible();

  await page.getByRole('button', { name: t('notices.markAll') }).click();
  await expect(page.getByRole('button', { name: t('notices.markAll') })).toBeDisabled();
  const quiet = page.locator('#top').getByRole('button', { name: t('notices.bell', { count: 0 }) });
  await expect(quiet).toBeVisible();

  const link = same.getByRole('link');
  await link.click();
  await expect(page).toHaveURL(to);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});

test('only unread notifications of a type are found', async ({ page, i18n, signIn }) => {
  const { t } = i18n;
  await signIn('AllianceLead');
  const shares = [{ property: 'group', operator: '=', value: ['shares'] }];
  await page.goto(`/notifications?filter=${encodeURIComponent(JSON.stringify(shares))}`);
  const rows = page.getByRole('rowheader');
  await expect(rows.first()).toBeVisible();
  const name = i18n.pick('Referrals, leads and invitations', '紹介・リード・招待');
  const found = await rows.count();
  await expect(page.getByRole('gridcell', { name, exact: true })).toHaveCount(found);
  await page.goto(
    '/notifications?filter=' + encodeURIComponent('[{"property":"seen","operator":"=","value":["no"]}]'),
  );
  await expect(page.getByRole('heading', { level: 1 })).toContainText(t('notices.title'));
  await expect(page.getByRole('gridcell', { name: t('notices.seen'), exact: true })).toHaveCount(0);
});

test('everybody says how to be told', async ({ page, i18n, signIn }) => {
  const { t } = i18n;
  await signIn('ACEUser', i18n.locale === 'ja' ? 0 : 1);
  await page.goto('/settings/notifications');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(t('notices.settings'));
  await expectAccessible(page);
  await picture(page, 'notices-settings');
  const changes = i18n.pick('Changes by AWS', 'AWS による変更');
  await page.getByRole('button', { name: t('notices.mailOf', { group: changes }) }).click();
  await page.getByRole('option', { name: t('notices.way.weekly') }).click();
  await page
    .getByRole('checkbox', { name: t('notices.pageOf', { group: changes }) })
    .uncheck({ force: true });
  await page.getByLabel(t('notices.time')).fill('08:15');
  await page.getByRole('button', { name: t('action.save') }).click();
  await expect(page.getByText(t('notices.saved'))).toBeVisible();
  await expectAccessible(page);

  await page.reload();
  await expect(page.getByRole('button', { name: t('notices.mailOf', { group: changes }) })).toContainText(
    t('notices.way.weekly'),
  );
  await expect(
    page.getByRole('checkbox', { name: t('notices.pageOf', { group: changes }) }),
  ).not.toBeChecked();
  await expect(page.getByLabel(t('notices.time'))).toHaveValue('08:15');
});

test('letters lie in the mailbox of whom they are to', async ({ page, i18n, signIn, pageOf }) => {
  const { t } = i18n;
  const which = i18n.locale === 'ja' ? 0 : 1;
  await signIn('AllianceLead', which);
  await page.goto('/account/letters');
  await expect(page.getByText(t('letters.state.kept')).first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'notices-letters');
  const desk = await pageOf('AWSReviewer');
  await desk.goto('/account/letters');
  await expect(desk.getByRole('heading', { level: 1 })).toContainText(t('nav.letters'));
  await expectAccessible(desk);
});
