import { readFileSync } from 'node:fs';
import enActions from '../src/i18n/en/actions';
import jaActions from '../src/i18n/ja/actions';
import { expect, expectAccessible, test } from './demo';

test('the alliance lead finds who changed a record, and proves the log', async ({ page, i18n, signIn }) => {
  const { t } = i18n;
  await signIn('AllianceLead');
  await page.goto('/audit');
  await expect(page.getByRole('heading', { level: 1 })).toContainText(t('nav.audit'));
  await expect(page.getByRole('rowheader').first()).toBeVisible();
  const created = [{ property: 'action', operator: '=', value: 'CreateOpportunity' }];
  await page.goto(`/audit?filter=${encodeURIComponent(JSON.stringify(created))}`);
  const cell = page.getByRole('gridcell', { name: 'CreateOpportunity' }).first();
  await expect(cell).toContainText((i18n.locale === 'ja' ? jaActions : enActions).CreateOpportunity);
  await expectAccessible(page);

  const loading = page.waitForEvent('download');
  await page.getByRole('link', { name: t('audit.export') }).click();
  const file = readFileSync(await (await loading).path(), 'utf8');
  expect(file).toContain('CreateOpportunity');
  expect(file).not.toContain('AssociateOpportunity'); // the file is what the filter leaves

  await page.getByRole('button', { name: t('audit.verify') }).click();
  const modal = page.getByRole('dialog', { name: t('audit.verify.title') });
  await modal.getByRole('button', { name: t('audit.verify') }).click();
  const proof = modal.getByText(/^\d+:[0-9a-f]{64}$/);
  await expect(proof).toBeVisible();
  await expectAccessible(page);
  const kept = (await proof.textContent()) ?? '';
  await modal.getByLabel(t('audit.verify.kept')).fill(kept);
  await modal.getByRole('button', { name: t('audit.verify') }).click();
  await expect(proof).toBeVisible();
  await modal.getByLabel(t('audit.verify.kept')).fill(kept.replace(/.$/, last => (last === '0' ? '1' : '0')));
  await modal.getByRole('button', { name: t('audit.verify') }).click();
  await expect(modal.getByText(t('audit.verify.why.cut'))).toBeVisible();
});

test('who may not read the log is told so', async ({ page, i18n, signIn }) => {
  await signIn('ACEUser');
  await page.goto('/audit');
  await expect(page.getByRole('rowheader')).toHaveCount(0);
  await expect(page.getByText(i18n.t('nav.audit')).first()).toBeVisible();
  await expect(
    page
      .getByRole('navigation', { name: i18n.t('nav.label') })
      .getByRole('link', { name: i18n.t('nav.audit') }),
  ).toHaveCount(0);
});
