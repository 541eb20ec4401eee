import type { Page } from '@playwright/test';
import { expect, expectAccessible, picture, test } from './demo';

/** An opportunity that a channel can be asked for, and nobody has yet. */
async function qualified(page: Page): Promise<string> {
  const filter = JSON.stringify({
    tokens: [
      { property: 'reviewStatus', operator: '=', value: 'Approved' },
      { property: 'stage', operator: '=', value: ['Qualified', 'Technical Validation'] },
    ],
  });
  const answer = await page.request.get('/api/central/opportunities', { params: { filter, sort: 'id' } });
  const { items } = (await answer.json()) as { items: { id: string }[] };
  for (const { id } of items) {
    const tab = await page.request.get(`/api/central/opportunities/${id}/channel`);
    const { channels, stops } = (await tab.json()) as { channels: unknown[]; stops: unknown[] };
    if (channels.length === 0 && stops.length === 0) return id;
  }
  throw new Error(`none of ${items.length} opportunities qualifies`);
}

test('a partner asks for a channel, the desk approves it and gives its link, and the partner joins and leaves', async ({
  page,
  i18n,
  signIn,
  pageOf,
}) => {
  test.slow();
  const { t } = i18n;
  await signIn('AllianceLead');
  const id = await qualified(page);
  await page.goto(`/opportunities/${id}?tab=channel`);
  await page.getByRole('button', { name: t('channels.ask'), exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: t('channels.ask.send') }).click();
  await expect(
    dialog.getByText(i18n.pick('Choose at least one person.', 'ユーザーを 1 人以上選択してください。')),
  ).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: t('channels.ask.people') }).click();
  const candidates = page.getByRole('option');
  await candidates.filter({ hasText: 'sayaka@' }).click();
  await candidates.filter({ hasText: 'ken@' }).click();
  await page.keyboard.press('Escape');
  await picture(page, 'channel-request');
  await dialog.getByLabel(t('channels.purpose')).fill('Plan the proof of concept with the AWS team.');
  await dialog.getByRole('button', { name: t('channels.ask.send') }).click();
  await expect(page.getByText(t('channels.asked.done'))).toBeVisible();
  await expect(page.getByText(t('channels.state.requested')).first()).toBeVisible();
  await expectAccessible(page);

  const desk = await pageOf('AWSReviewer');
  await desk.goto(`/aws/channels?opportunity=${id}`);
  const waiting = desk
    .getByRole('row')
    .filter({ hasText: id })
    .filter({ hasText: t('channels.state.requested') });
  await expect(waiting).toBeVisible();
  await expectAccessible(desk);
  await picture(desk, 'channels');
  await waiting.getByRole('link', { name: id }).click();
  await desk.getByRole('button', { name: t('channels.approve'), exact: true }).click();
  const decision = desk.getByRole('dialog');
  await decision.getByRole('textbox').fill('https://slack.example.com/archives/C1');
  await decision.getByRole('button', { name: t('channels.approve'), exact: true }).click();
  await expect(decision.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(desk);
  await decision.getByRole('textbox').fill('https://aws-partners.slack.com/archives/C0123456789');
  await decision.getByRole('button', { name: t('channels.approve'), exact: true }).click();
  await expect(desk.getByText(t('channels.approve.done', { id }))).toBeVisible();
  await expect(desk.getByText(t('channels.state.created')).first()).toBeVisible();
  await expectAccessible(desk);

  await page.reload();
  await expect(page.getByRole('link', { name: t('channels.openSlack') })).toHaveAttribute(
    'href',
    'https://aws-partners.slack.com/archives/C0123456789',
  );
  await picture(page, 'channel');
  await page.getByRole('button', { name: t('channels.answer.accept') }).click();
  await expect(page.getByText(t('channels.answered.accept'))).toBeVisible();
  await page.getByRole('button', { name: t('channels.answer.leave') }).click();
  await expect(page.getByText(t('channels.stand.left'), { exact: true })).toBeVisible();
  await expectAccessible(page);

  const colleague = await pageOf('ACEManager');
  await colleague.goto(`/opportunities/${id}?tab=channel`);
  await colleague.getByText(t('channels.optOut'), { exact: true }).click();
  await expect(colleague.getByText(t('channels.optOut.done'))).toBeVisible();
  await expect(colleague.getByText(t('channels.stand.declined'), { exact: true })).toBeVisible();
  await colleague.getByText(t('channels.optOut'), { exact: true }).click();
  await expect(colleague.getByText(t('channels.optOut.undone'))).toBeVisible();

  await desk.getByRole('button', { name: t('channels.archive'), exact: true }).click();
  await desk
    .getByRole('dialog')
    .getByRole('button', { name: t('channels.archive'), exact: true })
    .click();
  await expect(desk.getByText(t('channels.archive.done', { id }))).toBeVisible();
});
