import { readFileSync } from 'node:fs';
import { choose, expect, expectAccessible, picture, test } from './demo';

test('a partner opens a case with a file, the desk answers, and the case is resolved and reopened', async ({
  page,
  i18n,
  signIn,
  pageOf,
}) => {
  test.slow();
  const { t } = i18n;
  const subject = `${t('support.subject')} ${crypto.randomUUID().slice(0, 8)}`;
  await signIn('AllianceLead');
  await page.goto('/support');
  await page.getByRole('link', { name: t('support.new') }).click();
  await page.getByRole('button', { name: t('support.send') }).click();
  await expect(page.getByLabel(t('support.subject'))).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await choose(page, t('support.area'), t('support.area.ace'));
  await choose(page, t('support.topic'), t('support.topic.crm-connector'));
  await page.getByLabel(t('support.subject')).fill(subject);
  await page.getByLabel(t('support.body')).fill('The sync stops.\nThrottlingException');
  const input = page.locator('input[type="file"]');
  await input.setInputFiles({
    name: 'page.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('<html><b>x</b>'),
  });
  await page.getByRole('button', { name: t('support.send') }).click();
  await expect(page.getByText(/\.zip/).last()).toBeVisible();
  await page.getByRole('button', { name: t('form.remove', { name: 'page.txt' }) }).click();
  const name = '同期ログ 2026.log';
  await input.setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from('20 件で停止') });
  await picture(page, 'support-new');
  await page.getByRole('button', { name: t('support.send') }).click();
  await expect(page.getByRole('heading', { name: subject })).toBeVisible();
  await expect(page.getByText(t('support.state.open')).first()).toBeVisible();
  await expectAccessible(page);

  const desk = await pageOf('AWSReviewer');
  await desk.goto('/support');
  await desk.getByRole('link', { name: subject }).click();
  const loading = desk.waitForEvent('download');
  await desk.getByRole('link', { name }).click();
  const file = await loading;
  expect(file.suggestedFilename()).toBe(name);
  expect(readFileSync(await file.path(), 'utf8')).toBe('20 件で停止');
  await desk.getByLabel(t('support.message')).fill('Which version is it?');
  await desk.getByRole('button', { name: t('support.reply'), exact: true }).click();
  await expect(desk.getByText(t('support.reply.done'))).toBeVisible();
  await expect(desk.getByText(t('support.state.waiting-partner')).first()).toBeVisible();
  await expectAccessible(desk);
  await picture(desk, 'support-desk');

  await page.getByLabel(t('support.message')).fill('3.2');
  await page.getByRole('button', { name: t('support.reply'), exact: true }).click();
  // The desk has written meanwhile: what is typed stays, and goes with the next try.
  await expect(page.getByText('Which version is it?')).toBeVisible();
  if (await page.getByLabel(t('support.message')).inputValue()) {
    await page.getByRole('button', { name: t('support.reply'), exact: true }).click();
  }
  await expect(page.getByText(t('support.state.waiting-aws')).first()).toBeVisible();
  await picture(page, 'support-case');
  await page.getByRole('button', { name: t('support.resolve') }).click();
  await expect(page.getByText(t('support.resolve.done'))).toBeVisible();
  await page.getByLabel(t('support.message')).fill('It is back.');
  await page.getByRole('button', { name: t('support.reopen'), exact: true }).click();
  await expect(page.getByText(t('support.reopen.done'))).toBeVisible();
  await expect(page.getByText(t('support.state.reopened')).first()).toBeVisible();
  await page.goto('/support');
  await expect(page.getByRole('row').filter({ hasText: subject })).toContainText(t('support.state.reopened'));
  await expectAccessible(page);
  await picture(page, 'support');
});
