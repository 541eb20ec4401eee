import type { Page } from '@playwright/test';
import { choose, expect, expectAccessible, partners, picture, refer, test } from './demo';

/** Presses a button of the open dialog. */
const press = (page: Page, name: string) =>
  page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

test('a partner declines an invitation of AWS with a reason, and accepts another', async ({
  page,
  i18n,
  signIn,
  pageOf,
}) => {
  test.slow();
  const { t, tx } = i18n;
  const unwanted = `Berth planning ${i18n.locale}`;
  const wanted = `Crane planning ${i18n.locale}`;
  const desk = await pageOf('AWSReviewer');
  await refer(desk, unwanted);
  await refer(desk, wanted);

  await signIn('AllianceLead');
  await page.goto('/invitations');
  await expect(page.getByRole('link', { name: unwanted })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'invitations');

  await page.getByRole('link', { name: unwanted }).click();
  await expect(page.getByRole('heading', { name: unwanted })).toBeVisible();
  await expect(page.getByText('ren.abe@quay.example')).toHaveCount(0);
  await expectAccessible(page);
  await picture(page, 'invitation');
  await page.getByRole('button', { name: t('invitations.reject') }).click();
  await press(page, t('invitations.reject'));
  await expect(page.getByRole('dialog').locator('[aria-invalid="true"]').first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'invitation-no-reason');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('invitations.reason') })
    .click();
  await page.getByRole('option', { name: tx('rejection_reason', 'Unable to support'), exact: true }).click();
  await press(page, t('invitations.reject'));
  await expect(page.getByText(t('invitations.rejected'))).toBeVisible();
  await expect(page.getByText(t('invitations.text.rejected'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'invitation-rejected');

  await page.goto('/invitations');
  await page.getByRole('link', { name: wanted }).click();
  await page.getByRole('button', { name: t('invitations.accept') }).click();
  await expectAccessible(page);
  await press(page, t('invitations.accept'));
  await expect(page).toHaveURL(/\/opportunities\/O\d+$/);
  const id = page.url().split('/').pop() ?? '';
  await expect(page.getByText(t('invitations.accepted', { id }))).toBeVisible();
  await page.getByRole('tab', { name: t('partners.tab'), exact: true }).click();
  await page.getByRole('link', { name: /eng-/ }).click();
  await expect(page.getByRole('heading', { name: t('engagements.overview') })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'engagement');
  await page.goto('/engagements');
  await expect(page.getByRole('row').getByRole('link').first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'engagements');
});

/** An approved opportunity that is not shared yet. */
async function unshared(page: Page) {
  const filter = JSON.stringify({
    tokens: [{ property: 'reviewStatus', operator: '=', value: ['Approved'] }],
    operation: 'and',
  });
  const found = await page.request.get(`/api/central/opportunities?filter=${encodeURIComponent(filter)}`);
  expect(found.status(), await found.text()).toBe(200);
  const { items } = (await found.json()) as { items: { id: string; title: string; stage: string }[] };
  for (const one of items) {
    if (one.stage === 'Launched' || one.stage === 'Closed Lost') continue;
    const answer = await page.request.get(`/api/central/opportunities/${one.id}/partners`);
    const shared = (await answer.json()) as { candidates: unknown[]; invitations: unknown[] };
    if (shared.candidates.length > 0 && shared.invitations.length === 0) return one;
  }
  throw new Error('the demo has no approved opportunity that could be shared');
}

test('an opportunity is shared with a connected partner, who accepts it', async ({
  page,
  i18n,
  signIn,
  pageOf,
  alone,
}) => {
  test.slow();
  const { t, tx } = i18n;
  await alone('connections');
  await signIn('AllianceLead');
  const { id, title } = await unshared(page);
  const other = partners()[1]?.name ?? '';

  await page.goto(`/opportunities/${id}?tab=partners`);
  await expect(page.getByText(t('partners.noneSent'))).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: t('partners.share') }).click();
  await press(page, t('partners.send'));
  await expect(page.getByRole('dialog').locator('[aria-invalid="true"]').first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'share-refused');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('partners.whom') })
    .first()
    .click();
  await page.getByRole('option', { name: other }).click();
  await page.keyboard.press('Escape');
  await choose(page, t('partners.responsibilities'), tx('receiver_responsibility', 'Reseller'));
  await page.keyboard.press('Escape');
  await page
    .getByRole('dialog')
    .getByRole('textbox', { name: t('invitations.message') })
    .fill('案件 together');
  await expectAccessible(page);
  await press(page, t('partners.send'));
  await expect(page.getByText(t('partners.shared', { count: 1 }))).toBeVisible();
  await expect(page.getByRole('link', { name: other })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'shared');

  const receiver = await pageOf('AllianceLead', 1);
  await receiver.goto('/invitations');
  await receiver.getByRole('link', { name: title }).first().click();
  await expect(receiver.getByText('案件 together')).toBeVisible();
  await expectAccessible(receiver);
  await picture(receiver, 'share-received');
  await receiver.getByRole('button', { name: t('invitations.accept') }).click();
  await press(receiver, t('invitations.accept'));
  await expect(receiver).toHaveURL(/\/opportunities\/O\d+$/);

  await page.reload();
  await expect(
    page
      .getByRole('cell', { name: other })
      .or(page.getByRole('rowheader', { name: other }))
      .first(),
  ).toBeVisible();
  await expect(page.getByText(t('invitations.status.ACCEPTED')).first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'share-accepted');
});

test('partners part with a reason, and connect again: withdrawn, declined, accepted', async ({
  page,
  i18n,
  signIn,
  pageOf,
  alone,
}) => {
  test.slow();
  const { t } = i18n;
  await alone('connections');
  const [us, them] = partners().map(one => one.name);
  if (!us || !them) throw new Error('the demo has no two partners');
  /** What the page says of the latest of them: other tests have partners of their own. */
  const theirs = (state: string) =>
    page.getByRole('row').filter({ hasText: them }).getByText(state, { exact: true }).first();
  await signIn('AllianceLead');
  await page.goto('/connections');
  await expect(theirs(t('connections.ACTIVE'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'connections');

  await page.getByRole('button', { name: `${t('connections.end')} ${them}` }).click();
  await press(page, t('connections.end'));
  const reason = page.getByRole('dialog').getByRole('textbox', { name: t('invitations.reason') });
  await expect(reason).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await picture(page, 'connection-no-reason');
  await reason.fill('No common customers at the moment');
  await press(page, t('connections.end'));
  await expect(page.getByText(t('connections.end.done', { name: them }))).toBeVisible();
  await expect(theirs(t('connections.CANCELED'))).toBeVisible();
  await expectAccessible(page);

  const other = await pageOf('AllianceLead', 1);
  const ask = async () => {
    await other.goto('/partners');
    await other
      .getByRole('button', { name: `${t('connections.ask')} ${us}` })
      .first()
      .click();
    await press(other, t('connections.ask'));
    const message = other.getByRole('dialog').getByRole('textbox', { name: t('invitations.message') });
    await expect(message).toHaveAttribute('aria-invalid', 'true');
    await message.fill('Let us work together again');
    await expectAccessible(other);
    await picture(other, 'connection-ask');
    await press(other, t('connections.ask'));
    await expect(other.getByText(t('connections.asked', { name: us }))).toBeVisible();
    await other.goto('/connections');
  };
  await ask();
  await other.getByRole('button', { name: `${t('connections.cancel')} ${us}` }).click();
  await expectAccessible(other);
  await press(other, t('connections.cancel'));
  await expect(other.getByText(t('connections.cancel.done', { name: us }))).toBeVisible();

  await ask();
  await page.reload();
  await page.getByRole('button', { name: `${t('connections.reject')} ${them}` }).click();
  const why = t('common.optional', { label: t('invitations.reason') });
  await page.getByRole('dialog').getByRole('textbox', { name: why }).fill('Not this quarter');
  await expectAccessible(page);
  await press(page, t('connections.reject'));
  await expect(page.getByText(t('connections.reject.done', { name: them }))).toBeVisible();

  await ask();
  await page.reload();
  await page.getByRole('button', { name: `${t('connections.accept')} ${them}` }).click();
  await expectAccessible(page);
  // Whoever is slower is told what became of the request.
  await other.getByRole('button', { name: `${t('connections.cancel')} ${us}` }).click();
  await press(page, t('connections.accept'));
  await expect(page.getByText(t('connections.accept.done', { name: them }))).toBeVisible();
  await press(other, t('connections.cancel'));
  await expect(
    other.getByRole('dialog').getByText(i18n.locale === 'ja' ? /すでに承諾され/ : /was accepted already/),
  ).toBeVisible();
  await expectAccessible(other);
  await picture(other, 'connection-too-late');
  await expect(theirs(t('connections.ACTIVE'))).toBeVisible();
  await picture(page, 'connected-again');
});

test('the partner pages work in the dark and on a phone', async ({ page, signIn }) => {
  test.slow();
  await signIn('AllianceLead');
  await page.emulateMedia({ colorScheme: 'dark' });
  for (const path of ['/connections', '/invitations', '/engagements']) {
    await page.goto(path);
    await expect(page.locator('h1').first()).toBeVisible();
    await expectAccessible(page);
    await picture(page, `dark${path.replaceAll('/', '-')}`);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ['/connections', '/invitations', '/engagements']) {
    await page.goto(path);
    await expect(page.locator('h1').first()).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, `${path} is wider than the phone`).toBeLessThanOrEqual(0);
    await picture(page, `phone${path.replaceAll('/', '-')}`);
  }
});
