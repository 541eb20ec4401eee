import { mkdirSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { choose, expect, expectAccessible, picture, test, userOf } from './demo';

test.use({ actionTimeout: 20_000 });

/** Pictures for the guide are taken where they are asked for: DOCS_IMAGES is the folder. */
async function illustrate(page: Page, name: string) {
  await picture(page, name);
  const folder = process.env.DOCS_IMAGES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}-${test.info().project.name}.png` });
}

interface Row {
  id: string;
  stage: string;
}

/** Approved opportunities; the two languages take from either end, since they run beside each other. */
async function approved(page: Page, stage: string, mine: boolean): Promise<string> {
  const tokens = [
    { property: 'reviewStatus', operator: '=', value: ['Approved'] },
    { property: 'stage', operator: '=', value: [stage] },
    { property: 'closeDate', operator: '>=', value: ['@today'] }, // an overdue deal takes no change without a new date
  ];
  const filter = encodeURIComponent(JSON.stringify({ tokens }));
  const answer = await page.request.get(
    `/api/central/opportunities?pageSize=100&sort=id&order=asc&filter=${filter}`,
  );
  const { items } = (await answer.json()) as { items: Row[] };
  const one = mine ? items[0] : items.at(-1);
  if (!one) throw new Error(`the demo has no approved opportunity in ${stage}`);
  return one.id;
}

test('what is typed survives a reload, amounts are read as people write them, and rules are told where they bite', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t, tx, label } = i18n;
  const english = i18n.locale === 'en';
  await signIn(english ? 'AllianceLead' : 'ACEManager');
  await page.goto('/opportunities/create');
  const company = page.getByLabel(label('customer_company_name'));
  await company.fill('  Marble Foods ');
  await company.blur();
  await expect(company).toHaveValue('Marble Foods');
  await choose(page, label('industry'), tx('industry', 'Government'));
  await page
    .getByRole('radio', { name: tx('yes_no', 'Yes') })
    .first()
    .check({ force: true });
  await expect(page.getByText(t('wizard.classified'))).toBeVisible();
  await expectAccessible(page);
  await illustrate(page, 'opportunities-rules');
  await page
    .getByRole('radio', { name: tx('yes_no', 'No') })
    .first()
    .check({ force: true });
  await choose(page, label('country'), tx('country', 'JP'));
  await page.getByLabel(label('customer_website')).fill('https://marble.example');
  await page.getByLabel(label('postal_code')).fill('２２０－００１１');
  await page.getByLabel(label('postal_code')).blur();
  await expect(page.getByLabel(label('postal_code'))).toHaveValue('220-0011');
  await page.getByRole('button', { name: english ? 'Next' : '次へ' }).click();

  const revenue = page.getByLabel(label('expected_monthly_aws_revenue'));
  await revenue.fill('$１２，０００ ');
  await revenue.blur();
  await expect(revenue).toHaveValue('12000');
  await revenue.fill('￥1,800,000');
  await revenue.blur();
  await expect(revenue).toHaveValue('￥1,800,000'); // whoever typed it decides what is meant
  const contradiction = page.getByText(t('form.otherCurrency', { named: 'JPY', chosen: 'USD' }));
  await expect(contradiction.first()).toBeVisible();
  await revenue.fill('1.2万');
  await revenue.blur();
  await expect(revenue).toHaveValue('12000');
  await expect(contradiction).toHaveCount(0);
  await page.getByLabel(label('project_title')).fill('Fresh shelves');

  // The page goes away in the middle; nothing is lost.
  await page.reload();
  await expect(page.getByRole('button', { name: t('wizard.startOver') })).toBeVisible();
  await expect(page.getByLabel(label('project_title'))).toHaveValue('Fresh shelves');
  await expect(revenue).toHaveValue('12000');
  await choose(
    page,
    t('common.optional', { label: label('aws_partition') }),
    tx('aws_partition', 'aws-eusc'),
  );
  await expect(page.getByText(t('wizard.sovereign'))).toBeVisible();
  await expectAccessible(page);
  await illustrate(page, 'opportunities-kept');

  await page.getByRole('button', { name: t('wizard.saveDraft') }).click();
  await expect(page).toHaveURL(/\/opportunities\/O\d+/);
  await page.goto('/opportunities/create');
  await expect(company).toHaveValue(''); // a saved draft is the server's
  await expect(page.getByRole('button', { name: t('wizard.startOver') })).toHaveCount(0);

  // A draft that was left alone does not outlive the session.
  await company.fill('Willow');
  await expect
    .poll(() => page.evaluate(() => Object.keys(localStorage).some(key => key.startsWith('cosell.draft.'))))
    .toBe(true);
  await page.getByRole('button', { name: t('action.cancel') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('leave.discard') })
    .click();
  await expect(page).toHaveURL(/\/opportunities$/);
  expect(
    await page.evaluate(() => Object.keys(localStorage).some(key => key.startsWith('cosell.draft.'))),
  ).toBe(false);
});

test('two people edit an opportunity at once: both versions are shown, and one chooses', async ({
  page,
  i18n,
  signIn,
  pageOf,
}) => {
  const { t, label } = i18n;
  await signIn('ACEManager');
  const id = await approved(page, 'Qualified', i18n.locale === 'en');
  await page.goto(`/opportunities/${id}/edit`);
  const steps = page.getByLabel(t('common.optional', { label: label('next_steps') }));
  const comments = page.getByLabel(t('common.optional', { label: label('additional_comments') }));
  await steps.fill('Visit on Monday');
  await comments.fill('Mine alone');

  const other = await pageOf('AllianceLead');
  const record = (await (await other.request.get(`/api/central/opportunities/${id}`)).json()) as {
    version: string;
    document: { LifeCycle: object };
  };
  const document = {
    ...record.document,
    LifeCycle: { ...record.document.LifeCycle, NextSteps: 'Call on Friday' },
  };
  const saved = await other.request.put(`/api/central/opportunities/${id}`, {
    data: { version: record.version, document },
  });
  expect(saved.ok(), await saved.text()).toBe(true);

  await page.getByRole('button', { name: t('action.save'), exact: true }).click();
  await expect(page.getByText(t('error.conflict.title'))).toBeVisible();
  await expect(page.getByRole('cell', { name: 'Visit on Monday' })).toBeVisible();
  await expect(page.getByRole('cell', { name: 'Call on Friday' })).toBeVisible();
  await expectAccessible(page);
  await page.getByText(t('error.conflict.title')).scrollIntoViewIfNeeded();
  await illustrate(page, 'opportunities-clash');
  await page.getByRole('button', { name: t('clash.take') }).click();
  await expect(steps).toHaveValue('Visit on Monday');
  await expect(comments).toHaveValue('Mine alone');
  await page.getByRole('button', { name: t('action.save'), exact: true }).click();
  await expect(page.getByText(t('edit.saved', { id }))).toBeVisible();

  // The log has both, the present one on top.
  await page.getByRole('tab', { name: label('next_steps') }).click();
  const log = page.getByRole('table', { name: label('next_steps') });
  await expect(log.getByRole('row').nth(1)).toContainText('Visit on Monday');
  await expect(log.getByRole('row').nth(1)).toContainText(t('nextSteps.now'));
  await expect(log).toContainText('Call on Friday');
  await expectAccessible(page);
});

test('a stage is chosen on its path, its end asks for what AWS wants, and a closed deal is cloned', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t, tx, label } = i18n;
  await signIn('AllianceLead');
  // Each language closes one for good, and a deal that is overdue is none of them.
  const stage = i18n.locale === 'en' ? 'Technical Validation' : 'Business Validation';
  const id = await approved(page, stage, i18n.locale === 'en');
  await page.goto(`/opportunities/${id}`);
  const committed = page.getByRole('link', { name: t('stage.goTo', { stage: tx('stage', 'Committed') }) });
  await committed.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: t('action.save') }).click();
  await expect(page.getByText(t('stage.done', { stage: tx('stage', 'Committed') }))).toBeVisible();
  await expectAccessible(page);
  await illustrate(page, 'opportunities-details');

  for (const tab of [
    t('wizard.additional'),
    t('opportunities.tab.contacts'),
    t('opportunities.tab.associations'),
  ]) {
    await page.getByRole('tab', { name: tab }).click();
    await expectAccessible(page);
  }
  await page.getByRole('button', { name: t('associations.addOffer') }).click();
  await dialog.getByLabel(t('associations.offerArn')).fill('arn:of:nothing');
  await dialog.getByRole('button', { name: t('associations.add'), exact: true }).click();
  await expect(dialog.getByLabel(t('associations.offerArn'))).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByRole('button', { name: t('action.cancel') }).click();

  await page.getByRole('button', { name: t('stage.close') }).click();
  await expect(dialog.getByText(t('stage.duty.Closed Lost'))).toBeVisible();
  await dialog.getByRole('button', { name: t('action.save') }).click();
  await expect(dialog.getByRole('button', { name: label('closed_lost_reason') })).toHaveAttribute(
    'aria-invalid',
    'true',
  );
  await expectAccessible(page);
  await illustrate(page, 'opportunities-lost');
  await dialog.getByRole('button', { name: label('closed_lost_reason') }).click();
  await page.getByRole('option').nth(1).click();
  await dialog.getByRole('button', { name: t('action.save') }).click();
  await expect(page.getByText(t('stage.done', { stage: tx('stage', 'Closed Lost') }))).toBeVisible();

  await page.getByRole('button', { name: t('common.actions') }).click();
  await page.getByRole('menuitem', { name: t('opportunities.clone') }).click();
  await expect(page.getByText(t('wizard.fromClone', { id }))).toBeVisible();
  await expect(page.getByLabel(label('customer_company_name'))).not.toHaveValue('');
  await page.getByRole('button', { name: t('wizard.saveDraft') }).click();
  await expect(page).toHaveURL(/\/opportunities\/O\d+/);
  expect(page.url()).not.toContain(id);
  await page.getByRole('button', { name: t('common.actions') }).click();
  await expect(page.getByRole('menuitem', { name: t('opportunities.clone') })).toBeDisabled();
});

test('a filter says "begins with" in words', async ({ page, i18n, signIn }) => {
  const { t } = i18n;
  await signIn('AWSReviewer');
  await page.goto('/desk/all');
  const search = page.getByPlaceholder(t('opportunities.filter'));
  await search.fill('さくら');
  await search.press('Enter');
  await expect(page.getByText(`${t('filter.begins')} さくら`).first()).toBeVisible();
  await page.reload();
  await expect(page.getByText(`${t('filter.begins')} さくら`).first()).toBeVisible();
});

test('an opportunity is flagged, given to a colleague, and given a product by what is typed', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t } = i18n;
  await signIn('AllianceLead');
  const id = await approved(page, 'Qualified', i18n.locale === 'en');
  await page.goto(
    `/opportunities?filter=${encodeURIComponent(JSON.stringify([{ property: 'id', operator: '=', value: [id] }]))}`,
  );
  const line = page.getByRole('row').filter({ has: page.getByRole('link', { name: id }) });
  await line.getByRole('checkbox').check({ force: true });
  await page.getByRole('button', { name: t('flag.flag'), exact: true }).click();
  await expect(line.getByRole('img', { name: t('flag.flagged') })).toBeVisible();
  await line.getByRole('checkbox').check({ force: true });
  await page.getByRole('button', { name: t('flag.unflag'), exact: true }).click();
  await expect(line.getByRole('img', { name: t('flag.flagged') })).toHaveCount(0);

  await line.getByRole('checkbox').check({ force: true });
  await page.getByRole('button', { name: t('opportunities.assign'), exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: t('assign.to') }).click();
  const colleague = userOf('ACEUser');
  await page.getByRole('option').filter({ hasText: colleague.email }).click();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: t('assign.action'), exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(line).toContainText(colleague.name);
  await picture(page, 'assigned');

  await page.goto(`/opportunities/${id}`);
  await page.getByRole('tab', { name: t('opportunities.tab.associations') }).click();
  await page.getByRole('button', { name: t('associations.addProduct') }).click();
  await dialog.getByRole('button', { name: t('associations.name') }).click();
  await page.keyboard.type('Aurora');
  await page.getByRole('option').filter({ hasText: 'Aurora' }).first().click();
  await expectAccessible(page);
  await picture(page, 'associate');
  await dialog.getByRole('button', { name: t('associations.add'), exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText(/Aurora/).first()).toBeVisible();
});
