import type { Page } from '@playwright/test';
import { choose, expect, expectAccessible, picture, test, userOf } from './demo';

const tomorrowNextYear = () => {
  const now = new Date();
  return `${now.getUTCFullYear() + 1}/${String(now.getUTCMonth() + 1).padStart(2, '0')}/15`;
};

test('a deal goes through the form, the review asks for an action, the partner mends it, and it is approved', async ({
  page,
  i18n,
  signIn,
}) => {
  test.slow(); // it is the whole main job
  const { t, tx, label } = i18n;
  const title = `Harbour move ${test.info().project.name} ${Date.now()}`;
  const next = () =>
    page.getByRole('button', { name: i18n.locale === 'ja' ? '次へ' : 'Next', exact: true }).click();
  const status = (page: Page, value: string) =>
    expect(page.getByText(tx('review_status', value), { exact: true }).first()).toBeVisible();

  const manager = userOf('ACEManager');
  await page.goto('/opportunities');
  await page.getByLabel(t('session.email')).fill(manager.email);
  await page.getByLabel(t('session.password')).fill(manager.password);
  await expectAccessible(page);
  await page.getByRole('button', { name: t('session.signIn') }).click();
  await expect(page.getByRole('heading', { name: t('nav.opportunities') }).first()).toBeVisible();

  await page
    .getByRole('button', { name: t('opportunities.create') })
    .or(page.getByRole('link', { name: t('opportunities.create') }))
    .first()
    .click();
  await expect(page.getByLabel(label('customer_company_name'))).toBeVisible();
  await next();
  await expect(page.getByLabel(label('customer_company_name'))).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await picture(page, 'create-refused');

  await page.getByLabel(label('customer_company_name')).fill('Minato Logistics');
  await choose(page, label('industry'), tx('industry', 'Other'));
  await page.getByLabel(label('industry_other')).fill('Harbours');
  await choose(page, label('country'), tx('country', 'JP'));
  await page.getByLabel(label('postal_code')).fill('552-0021');
  await page.getByLabel(label('customer_website')).fill('https://minato.example');
  await page.reload(); // the page goes away at each step, and nothing that was typed does
  await expect(page.getByLabel(label('customer_website'))).toHaveValue('https://minato.example');
  await next();

  await expect(page.getByLabel(label('project_title'))).toBeVisible();
  await choose(
    page,
    label('primary_need_from_aws'),
    tx('primary_need_from_aws', 'Co-Sell - Architectural Validation'),
  );
  await page.keyboard.press('Escape');
  await choose(
    page,
    label('sales_activities'),
    tx('sales_activity', 'Initialized discussions with customer'),
  );
  await page.keyboard.press('Escape');
  await page.getByLabel(label('project_title')).fill(title);
  await page
    .getByLabel(label('customer_business_problem'))
    .fill('The terminal system is at the end of its life and must move without a night of standstill.');
  await choose(page, label('use_case'), tx('use_case', 'Migration / Database Migration'));
  await page.getByLabel(label('target_close_date')).fill(tomorrowNextYear());
  await page.getByLabel(label('other_solution')).fill('Terminal migration by our own team');
  await choose(page, label('delivery_models'), tx('delivery_model', 'Professional Services'));
  await page.keyboard.press('Escape');
  await page.getByLabel(label('expected_monthly_aws_revenue')).fill('8200');
  await page.getByLabel(tx('marketing_source', 'None'), { exact: true }).check({ force: true });
  await page.reload();
  await expect(page.getByLabel(label('project_title'))).toHaveValue(title);
  await next();

  await expect(
    page.getByRole('heading', { name: t('wizard.additional'), exact: true }).first(),
  ).toBeVisible();
  const at = (step: 'wizard.additional' | 'wizard.contacts' | 'wizard.review') =>
    expect(page.getByRole('heading', { name: t(step), exact: true }).first()).toBeVisible();
  await page.reload();
  await at('wizard.additional');
  await next();
  await at('wizard.contacts');
  await page.getByLabel(label('customer_email')).fill('okada@minato.example');
  await page.reload();
  await expect(page.getByLabel(label('customer_email'))).toHaveValue('okada@minato.example');
  await next();
  await at('wizard.review');
  await page.reload();
  await at('wizard.review');
  await expect(page.getByText(title)).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'create-review');
  await page.getByRole('button', { name: t('wizard.submit') }).click();

  await expect(page.getByRole('heading', { name: title })).toBeVisible();
  await status(page, 'Submitted');
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await expect(page.getByText(t('wizard.submitted', { id }))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'submitted');

  await signIn('AWSReviewer');
  await page.goto(`/desk/${id}`);
  await page.getByRole('button', { name: t('desk.open') }).click();
  await status(page, 'In review');
  await page.getByRole('button', { name: t('desk.ask') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: t('desk.ask') }).click();
  await expect(dialog.getByLabel(t('desk.comment'))).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByLabel(t('desk.comment')).fill('The website does not answer: please correct it.');
  await dialog.getByRole('button', { name: label('review_status_reason') }).click();
  await page.getByRole('option', { name: tx('review_status_reason', 'Other'), exact: true }).click();
  await expectAccessible(page);
  await picture(page, 'desk-ask');
  await dialog.getByRole('button', { name: t('desk.ask') }).click();
  await status(page, 'Action Required');

  await signIn('ACEManager');
  await page.goto(`/opportunities/${id}`);
  await expect(page.getByText('The website does not answer: please correct it.')).toBeVisible();
  await page.getByRole('button', { name: t('banner.mend') }).click();
  await expect(page.getByLabel(label('customer_website'))).toBeVisible();
  await expect(page.getByLabel(label('project_title'))).toHaveCount(0);
  await page.getByLabel(label('customer_website')).fill('https://www.minato.example');
  await expectAccessible(page);
  await picture(page, 'mend');
  await page.getByRole('button', { name: t('edit.resubmit') }).click();
  await status(page, 'Submitted');

  await signIn('AWSReviewer');
  await page.goto(`/desk/${id}`);
  await page.getByRole('button', { name: t('desk.approve') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('desk.approve') })
    .click();
  await status(page, 'Approved');

  // AWS names who looks after the deal, and the partner reads it.
  await page.getByRole('tab', { name: t('opportunities.tab.aws') }).click();
  await page.getByRole('button', { name: t('desk.team.add') }).click();
  await page
    .getByRole('button', { name: t('contacts.role') })
    .last()
    .click();
  await page.getByRole('option', { name: tx('aws_team_role', 'ISVSM'), exact: true }).click();
  await page.getByLabel(t('desk.team.lastName')).last().fill('Hoshino');
  await page.getByLabel(t('desk.team.firstName')).last().fill('Ren');
  await page.getByLabel(t('session.email')).last().fill('ren.hoshino@aws.example');
  await expectAccessible(page);
  await page.getByRole('button', { name: t('action.save'), exact: true }).click();
  await expect(page.getByText(t('desk.side.saved', { id }))).toBeVisible();

  await signIn('ACEManager');
  await page.goto(`/opportunities/${id}`);
  await status(page, 'Approved');
  await page.getByRole('tab', { name: t('opportunities.tab.contacts') }).click();
  await expect(page.getByText('ren.hoshino@aws.example')).toBeVisible();
  await page.getByRole('button', { name: t('common.actions') }).click();
  await page.getByRole('menuitem', { name: t('stage.change') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: label('stage') })
    .click();
  await page.getByRole('option', { name: tx('stage', 'Qualified'), exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('action.save') })
    .click();
  await expect(page.getByText(t('stage.done', { stage: tx('stage', 'Qualified') }))).toBeVisible();
  await page.getByRole('tab', { name: t('opportunities.tab.history') }).click();
  await expect(page.getByText(t('history.action.approve'), { exact: true }).first()).toBeVisible();
  await picture(page, 'history');
});
