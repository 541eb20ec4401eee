import type { Page } from '@playwright/test';
import { expect, expectAccessible, test, userOf } from './demo';

const option = (page: Page, name: string) => page.getByRole('option').filter({ hasText: name }).first();

test('the palette does what can be done from anywhere, by the keyboard', async ({ page, i18n, signIn }) => {
  const { t, locale } = i18n;
  await signIn('ACEUser');
  await page.goto('/opportunities');
  await expect(page.getByRole('rowheader').first()).toBeVisible();
  const id = (await page.getByRole('rowheader').first().textContent())?.match(/O\d+/)?.[0] ?? '';
  const box = page.getByPlaceholder(t('palette.placeholder'));
  const type = async (text: string) => {
    await page.keyboard.press('Control+k');
    await expect(box).toBeFocused();
    await box.fill(text);
  };
  const perform = async (text: string) => {
    await type(text);
    await expect(option(page, text)).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(box).toBeHidden();
  };

  await page.keyboard.press('Control+k');
  await expect(option(page, t('command.create'))).toBeVisible();
  await expect(option(page, t('command.invite'))).toHaveCount(0); // an ACE User invites nobody
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  await perform(t('command.theme', { theme: t('theme.dark') }));
  await expect(page.locator('body.awsui-dark-mode')).toHaveCount(1);
  await perform(t('command.theme', { theme: t('theme.light') }));
  await perform(t('command.create'));
  await expect(page).toHaveURL(/\/opportunities\/create/);
  await expect(page).toHaveTitle(new RegExp(t('opportunities.create')));
  await expect(page.locator('h1').first()).toBeVisible();
  await perform(t('command.support'));
  await expect(page).toHaveURL(/\/support\/new/);
  await expect(page.getByLabel(t('support.subject'))).toBeVisible();

  await type(id.toLowerCase());
  await option(page, t('command.open', { id })).click();
  await expect(page).toHaveURL(new RegExp(`/opportunities/${id}`));
  await expect(page.getByText(t('opportunities.overview')).first()).toBeVisible();
  const found = ['opportunities', 'leads'].map(list =>
    page.waitForResponse(
      answer => answer.url().includes(`/api/central/${list}?`) && answer.url().includes('data'),
    ),
  );
  await type('data');
  await Promise.all(found); // what is found moves the list
  await expect(page.getByText(t('palette.searching'))).toBeHidden();
  await option(page, t('command.searchOpportunities', { text: 'data' })).click();
  await expect(page).toHaveURL(/\/opportunities\?.*filter=.*data/);
  await expect(page.getByRole('button', { name: t('opportunities.assign') })).toBeVisible();

  const download = page.waitForEvent('download');
  await type(t('command.export', { view: t('views.opportunities.all') }));
  await option(page, t('command.export', { view: t('views.opportunities.all') })).click();
  expect((await download).suggestedFilename()).toBe('opportunities.csv');

  const other = locale === 'ja' ? 'English' : '日本語';
  await perform(t('command.language', { language: other }));
  await expect(page.locator('html')).toHaveAttribute('lang', locale === 'ja' ? 'en' : 'ja');
});

test('what the palette can end, it ends', async ({ page, i18n, signIn }) => {
  await signIn('ACEManager');
  await page.goto('/leads');
  await expect(page.locator('h1').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(i18n.t('palette.placeholder')).fill(i18n.t('session.signOut'));
  await option(page, i18n.t('session.signOut')).click();
  await expect(page).toHaveURL(/\/login/);
});

for (const role of ['AllianceLead', 'ACEManager', 'ACEUser', 'AWSReviewer']) {
  test(`no entry of the menu refuses the role ${role}`, async ({ page, i18n, signIn }) => {
    const refused: string[] = [];
    page.on('response', answer => {
      if (answer.status() === 403) refused.push(`${page.url()} asks ${answer.url()}`);
    });
    await signIn(role);
    await page.goto('/');
    const menu = page.getByRole('navigation', { name: i18n.t('nav.label') });
    await expect(menu.getByRole('link').first()).toBeVisible();
    const links = await menu
      .getByRole('link')
      .evaluateAll(all => all.map(one => one.getAttribute('href') ?? '/'));
    expect(links.length).toBeGreaterThan(4);
    for (const href of links) {
      await page.goto(href);
      await expect(page.locator('h1').first()).toBeVisible();
      await page.waitForLoadState('networkidle');
    }
    expect(refused).toEqual([]);
    if (role === 'ACEUser') expect(links).not.toContain('/engagements'); // which is not for them
  });
}

test('who forgot the password asks for a link, and is not told who has an address', async ({
  page,
  pageOf,
  i18n,
}) => {
  const { t } = i18n;
  const { email } = userOf('ACEUser');
  for (const address of [email, 'nobody@example.com']) {
    await page.goto('/login');
    await page.getByRole('button', { name: t('forgotten.title') }).click();
    const modal = page.getByRole('dialog', { name: t('forgotten.title') });
    await modal.getByLabel(t('session.email')).fill(address);
    await expectAccessible(page);
    await modal.getByRole('button', { name: t('forgotten.send') }).click();
    await expect(modal.getByText(t('forgotten.done'))).toBeVisible();
    await modal
      .getByRole('button', { name: t('action.close') })
      .last()
      .click();
    await expect(modal).toBeHidden();
  }
  const lead = await pageOf('AllianceLead');
  await lead.goto('/account/letters');
  await expect(lead.getByText(email).first()).toBeVisible();
  await expect(lead.getByText('nobody@example.com')).toHaveCount(0);
});
