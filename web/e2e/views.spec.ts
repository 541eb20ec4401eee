import { mkdirSync } from 'node:fs';
import { choose, expect, expectAccessible, picture, test } from './demo';
import type { Page } from '@playwright/test';

test.use({ actionTimeout: 20_000 });

/** Pictures for the guide are taken where they are asked for: DOCS_IMAGES is the folder. */
async function illustrate(page: Page, name: string) {
  await picture(page, name);
  const folder = process.env.DOCS_IMAGES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}-${test.info().project.name}.png` });
}

const rows = (page: Page) => page.getByRole('row').filter({ has: page.getByRole('link') });

test('a view is chosen, searched, saved, shared, opened by default, given away and deleted', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t, tx, label } = i18n;
  const again = test.info().retry > 0 ? ` ${test.info().retry}` : ''; // a name is taken once
  const name = (i18n.locale === 'en' ? 'Pharma deals' : '製薬の案件') + again;
  // Two people: each has a default and columns of their own, and the two languages run beside each other.
  const lead = i18n.locale === 'en';
  await signIn(lead ? 'AllianceLead' : 'ACEManager');
  await page.goto('/opportunities?view=all');
  await expect(rows(page).first()).toBeVisible();
  const all = await rows(page).count();
  await expectAccessible(page);

  // A preset, whose tokens speak the language.
  await choose(page, t('views.opportunities.all'), t('views.opportunities.committed'));
  await expect(page.getByText(tx('stage', 'Committed')).first()).toBeVisible();
  await expect.poll(() => rows(page).count()).toBeLessThan(all);
  await choose(page, t('views.opportunities.committed'), t('views.opportunities.closing-this-month'));
  await expect(page.getByText(i18n.day('@month'), { exact: false }).first()).toBeVisible();
  await choose(page, t('views.opportunities.closing-this-month'), t('views.opportunities.all'));

  // Search inside of words, in Japanese too.
  const search = page.getByPlaceholder(t('opportunities.search'));
  await search.fill('製薬');
  await search.press('Enter');
  await expect.poll(() => rows(page).count()).toBeLessThan(all);
  await expect(rows(page).first()).toContainText('さくら製薬');
  await expect(
    page.getByRole('button', { name: t('views.unsaved', { name: t('views.opportunities.all') }) }),
  ).toBeVisible();
  await illustrate(page, 'views-search');
  const found = await rows(page).count();

  // Saved as a view of one's own, shared.
  await page.getByRole('button', { name: t('views.actions'), exact: true }).click();
  await page.getByRole('menuitem', { name: t('views.saveAs') }).click();
  const dialog = page.getByRole('dialog', { name: t('views.saveAs') });
  await dialog.getByRole('button', { name: t('action.save') }).click();
  await expect(dialog.locator('[class*="error"]').first()).toBeVisible(); // it needs a name
  await dialog.getByLabel(t('views.name')).fill(name);
  await dialog.getByRole('checkbox').check({ force: true });
  await expectAccessible(page);
  await illustrate(page, 'views-save');
  await dialog.getByRole('button', { name: t('action.save') }).click();
  await expect(page.getByText(t('views.saveDone', { name }))).toBeVisible();
  await expect.poll(() => rows(page).count()).toBe(found);

  // It opens the list from now on.
  await page.getByRole('button', { name: t('views.actions'), exact: true }).click();
  await page.getByRole('menuitem', { name: t('views.default') }).click();
  await expect(page.getByText(t('views.defaultDone', { name }))).toBeVisible();
  await page.goto('/opportunities');
  await expect(page.getByRole('button', { name }).first()).toBeVisible();
  await expect.poll(() => rows(page).count()).toBe(found);

  // A column is hidden, on the server: it stays hidden after a reload.
  await choose(page, name, t('views.opportunities.all'));
  const header = page.getByRole('columnheader', { name: label('project_title') });
  await expect(header.first()).toBeVisible();
  const kept = page.waitForResponse(
    answer =>
      answer.url().endsWith('/api/central/views/opportunities') && answer.request().method() === 'PUT',
  );
  await page
    .locator('[class*="preferences"] button, button[aria-label*="reference"], button[aria-label*="設定"]')
    .last()
    .click();
  const preferences = page.getByRole('dialog');
  await preferences.getByRole('checkbox', { name: label('project_title') }).uncheck({ force: true });
  await preferences.getByRole('button').last().click();
  expect((await kept).status()).toBe(200);
  await page.evaluate(() => localStorage.removeItem('cosell.list.opportunities'));
  await page.reload();
  await expect(rows(page).first()).toBeVisible();
  await expect(header).toHaveCount(0);

  // Given away to a colleague, whose it is then; an alliance lead may still delete what is shared.
  await page.goto('/opportunities');
  await page.getByRole('button', { name: t('views.actions'), exact: true }).click();
  await page.getByRole('menuitem', { name: t('views.transfer') }).click();
  const give = page.getByRole('dialog', { name: t('views.transferTitle') });
  await give.getByRole('button', { name: t('views.transferTo') }).click();
  await page.getByRole('option').last().click();
  await give.getByRole('button', { name: t('views.transfer'), exact: true }).click();
  await expect(give).toHaveCount(0);
  await page.getByRole('button', { name: t('views.actions'), exact: true }).click();
  const remove = page.getByRole('menuitem', { name: t('views.delete') });
  if (!lead) return expect(remove).toBeDisabled(); // it is the colleague's now
  await remove.click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('views.delete') })
    .click();
  await expect(page.getByText(t('views.deleteDone', { name }))).toBeVisible();
});

test('a card is moved on the board by its menu and by dragging, and a refusal says why', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t, tx } = i18n;
  await signIn('AllianceLead');
  await page.goto('/opportunities/board?view=all');
  const column = (stage: string) => page.getByRole('region', { name: tx('stage', stage), exact: true });
  await expect(column('Qualified').getByRole('article').first()).toBeVisible();
  await expectAccessible(page);
  await illustrate(page, 'views-board');

  const approved = column('Qualified')
    .getByRole('article')
    .filter({ hasText: tx('review_status', 'Approved') });
  // The two languages run beside each other, on the same records.
  const name =
    (await (i18n.locale === 'en' ? approved.first() : approved.last()).getAttribute('aria-label')) ?? '';
  const card = column('Qualified').getByRole('article', { name, exact: true });
  const id = name.split(' ')[0] ?? '';
  await card.getByRole('button').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeFocused(); // the stage before
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(
    page.getByText(t('board.moved', { id, stage: tx('stage', 'Technical Validation') })),
  ).toBeVisible();
  await expect(column('Technical Validation').getByRole('article', { name })).toBeVisible();

  await page.reload(); // the message above the board is gone: nothing may move under the pointer
  await expect(column('Technical Validation').getByRole('article', { name })).toBeVisible();
  await page.waitForLoadState('networkidle');
  await column('Technical Validation')
    .getByRole('article', { name })
    .dragTo(column('Business Validation').getByRole('heading'));
  await expect(column('Business Validation').getByRole('article', { name })).toBeVisible();

  // A lost deal needs a reason: the refusal says so, and the card stays.
  await column('Business Validation').getByRole('article', { name }).getByRole('button').click();
  await page.getByRole('menuitem', { name: t('board.move', { stage: tx('stage', 'Closed Lost') }) }).click();
  const refused = page.getByRole('dialog');
  await expect(refused).toContainText(t('board.refused', { id, stage: tx('stage', 'Closed Lost') }));
  await expect(refused.getByRole('listitem').first()).toBeVisible();
  await expectAccessible(page);
  await illustrate(page, 'views-refused');
  await refused
    .getByRole('button', { name: t('action.close') })
    .last()
    .click();
  await expect(column('Business Validation').getByRole('article', { name })).toBeVisible();
});

test('leads are listed by their views, without the people before they are accepted', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t } = i18n;
  // Flags are one's own: the two languages run beside each other.
  await signIn(i18n.locale === 'en' ? 'AllianceLead' : 'ACEManager');
  await page.goto('/leads?view=all');
  await expect(
    rows(page)
      .filter({ hasText: t('leads.contactHidden') })
      .first(),
  ).toBeVisible();
  await expectAccessible(page);
  await illustrate(page, 'views-leads');
  await choose(page, t('views.leads.all'), t('views.leads.disqualified'));
  await expect(page.getByText(t('table.noMatch'))).toBeVisible();
  await choose(page, t('views.leads.disqualified'), t('views.leads.pending-acceptance'));
  await rows(page).first().getByRole('checkbox').check({ force: true });
  await page.getByRole('button', { name: t('flag.flag') }).click();
  await expect(page.getByRole('img', { name: t('flag.flagged') }).first()).toBeVisible();
  await rows(page).first().getByRole('checkbox').check({ force: true });
  await page.getByRole('button', { name: t('flag.unflag') }).click();
  await expect(page.getByRole('img', { name: t('flag.flagged') })).toHaveCount(0);
  await rows(page).first().getByRole('link').first().click();
  await expect(page).toHaveURL(/\/leads\/eng-/);
});

test('the palette goes to an opportunity, a page and a view by what is typed', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t } = i18n;
  await signIn('AllianceLead');
  await page.goto('/engagements');
  await expect(page.locator('h1').first()).toBeVisible();
  await page.keyboard.press('Control+k');
  const box = page.getByPlaceholder(t('palette.placeholder'));
  await expect(box).toBeFocused();
  await box.fill('製薬');
  await expect(page.getByRole('option').filter({ hasText: 'さくら製薬' }).first()).toBeVisible();
  await expectAccessible(page);
  await illustrate(page, 'views-palette');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/opportunities\/O\d+/);

  await page.keyboard.press('Control+k');
  await box.fill(t('views.opportunities.aws-referred'));
  await page
    .getByRole('option')
    .filter({ hasText: t('views.opportunities.aws-referred') })
    .first()
    .click();
  await expect(page).toHaveURL(/view=aws-referred/);
});

test('what AWS has shared is listed before it is accepted, and leads to its invitation', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t } = i18n;
  await signIn('AllianceLead');
  await page.goto('/opportunities?view=shared-last-7-days');
  const waiting = rows(page).filter({ has: page.getByRole('link', { name: t('opportunities.invitation') }) });
  await expect(waiting.first()).toBeVisible();
  await expect(waiting.first().getByRole('checkbox')).toBeDisabled();
  const listed = await page.getByRole('heading', { level: 1 }).textContent();
  expect(Number(/\d+/.exec(listed ?? '')?.[0])).toBe(await rows(page).count());
  await expectAccessible(page);
  await illustrate(page, 'views-shared');
  const company = await waiting.first().getByRole('gridcell').nth(1).textContent();
  await waiting.first().getByRole('link').click();
  await expect(page).toHaveURL(/\/invitations\/engi-/);
  await expect(page.getByText(company ?? '').first()).toBeVisible();
  await expect(page.getByRole('button', { name: t('invitations.accept') })).toBeVisible();
});
