import { request, type APIRequestContext, type Page } from '@playwright/test';
import { expect, expectAccessible, picture, test, userOf } from './demo';

const operationsPages = [
  '/crm/deals',
  '/crm/accounts',
  '/crm/contacts',
  '/crm/ace-opportunities',
  '/crm/deals/create',
  '/connector/log',
  '/connector/mapping',
  '/connector/health',
];

for (const path of operationsPages) {
  test(`${path} has a title, no fault for assistive technology, and works in the dark and on a phone`, async ({
    page,
    i18n,
    signIn,
  }) => {
    await signIn('SalesOps');
    await page.goto(path);
    await expect(page.locator('h1').first()).toBeVisible();
    await expect(page).toHaveTitle(new RegExp(`.+ - ${i18n.t('app.name')}$`));
    await expectAccessible(page);
    const name = path.slice(1).replaceAll('/', '-');
    await picture(page, name);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect(page.locator('body.awsui-dark-mode')).toHaveCount(1);
    await expectAccessible(page);
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.locator('h1').first()).toBeVisible();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow, 'the page is wider than the phone').toBeLessThanOrEqual(0);
    await picture(page, `${name}-phone`);
  });
}

interface Row {
  id: string;
  name: string;
  account?: { id: string };
}

const records = '/api/connector/objects/Opportunity/records';

async function deals(api: APIRequestContext, property: string, value: string): Promise<Row[]> {
  const filter = JSON.stringify({ tokens: [{ property, operator: '=', value: [value] }] });
  const answer = await api.get(records, { params: { filter, pageSize: 50 } });
  expect(answer.status(), await answer.text()).toBe(200);
  return ((await answer.json()) as { items: Row[] }).items;
}

/** A deal of its own for each run, like one that was never shared, with a description that AWS would refuse. */
async function thinDeal(page: Page): Promise<{ id: string; name: string }> {
  const [like] = await deals(page.request, 'pairing', 'none');
  if (!like) throw new Error('the demo has no deal that was never shared');
  const { fields } = (await (await page.request.get(`${records}/${like.id}`)).json()) as {
    fields: { [name: string]: unknown };
  };
  const name = `Harbour lights ${test.info().project.name} ${Date.now()}`;
  const answer = await page.request.post(records, {
    data: { fields: { ...fields, Name: name, Description: 'Lights' } },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return { id: ((await answer.json()) as { id: string }).id, name };
}

/** AWS's reviewer, who looks at the desk in another browser. */
async function reviewer(baseURL: string | undefined) {
  const api = await request.newContext({ baseURL });
  const { email, password } = userOf('AWSReviewer');
  expect((await api.post('/api/session', { data: { email, password } })).status()).toBe(200);
  const decide = async (id: string, verdict: { decision: string; comment?: string; reason?: string }) => {
    const path = `/api/central/desk/opportunities/${id}`;
    const { version } = (await (await api.get(path)).json()) as { version: string };
    const answer = await api.post(`${path}/decision`, {
      data: { version, comment: '', reason: '', ...verdict },
    });
    expect(answer.status(), await answer.text()).toBe(200);
  };
  return { decide, close: () => api.dispose() };
}

test('a seller shares a deal, reads in her language what AWS wants, answers it, and it is approved', async ({
  page,
  i18n,
  signIn,
  baseURL,
}) => {
  const { t, tx, locale } = i18n;
  await signIn('Seller');
  const deal = await thinDeal(page);
  const desk = await reviewer(baseURL);
  const review = (status: string) =>
    expect(page.getByText(tx('review_status', status), { exact: true }).first()).toBeVisible({
      timeout: 30_000,
    });

  await page.goto(`/crm/deals/${deal.id}`);
  await page.getByRole('button', { name: t('share.action') }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(t('check.foundText'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'preflight');

  const label = locale === 'ja' ? 'お客様のビジネス課題' : "Customer's business problem";
  await dialog
    .getByRole('link', { name: t('violation.mendField', { field: label }) })
    .first()
    .click();
  const problem = page.getByLabel(t('record.needed', { label }));
  await expect(problem).toBeFocused();
  await problem.fill('Two harbour lights must be watched from afar, without a keeper and without a gap.');
  await page.getByRole('button', { name: t('action.save'), exact: true }).click();

  await expect(dialog.getByText(t('check.passed'))).toBeVisible();
  await dialog.getByRole('button', { name: t('share.action') }).click();
  await expect(dialog).toBeHidden();
  await review('Submitted');
  await picture(page, 'shared');

  const [row] = (await deals(page.request, 'name', deal.name)) as (Row & {
    pairing: { opportunityId: string };
  })[];
  const opportunity = row?.pairing.opportunityId ?? '';
  await desk.decide(opportunity, { decision: 'open' });
  const comment = locale === 'ja' ? '灯台の数と所在地をお知らせください。' : 'How many lights, and where?';
  await desk.decide(opportunity, { decision: 'ask', comment, reason: 'Clarify Solution' });

  await page.goto('/crm/deals');
  await expect(page.getByText(comment).first()).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  await picture(page, 'attention');
  await page.getByRole('link', { name: `${t('attention.action.do')} - ${deal.name}` }).click();
  await expect(page.getByText(comment).first()).toBeVisible();
  await expectAccessible(page);
  await page
    .getByLabel(t('record.needed', { label }))
    .fill('Two lights, at the north and the south pier, must be watched from afar.');
  await page.getByRole('button', { name: t('answer.send') }).click();
  await expect(page).toHaveURL(new RegExp(`/crm/deals/${deal.id}$`));
  await review('Submitted');
  await expect(page.getByText(t('answer.asks'))).toHaveCount(0);

  await desk.decide(opportunity, { decision: 'approve' });
  await review('Approved');
  // AWS's own edits of the same hour may still be on their way.
  await expect(async () => {
    await page.reload();
    await page.getByRole('tab', { name: t('plan.tab') }).click();
    await expect(page.getByText(t('plan.nothing'))).toBeVisible({ timeout: 5_000 });
  }).toPass({ timeout: 60_000 });
  await expectAccessible(page);
  await desk.close();
});

test('two people at one record: the second sees both values and chooses', async ({ page, i18n, signIn }) => {
  const { t, locale } = i18n;
  await signIn('Seller');
  const deal = await thinDeal(page);
  const theirs = `Theirs: write to the harbour master, ${Date.now()}`; // unlike what an earlier run has left
  const label = t('common.optional', { label: locale === 'ja' ? '次のステップ' : 'Next step' });
  await page.goto(`/crm/deals/${deal.id}/edit`);
  await page.getByLabel(label).fill('Mine: call the harbour master');

  const stored = (await (await page.request.get(`${records}/${deal.id}`)).json()) as { version: string };
  const other = await page.request.put(`${records}/${deal.id}`, {
    data: { version: stored.version, fields: { NextStep: theirs } },
  });
  expect(other.status(), await other.text()).toBe(200);

  await page.getByRole('button', { name: t('action.save'), exact: true }).click();
  await expect(page.getByText(t('error.conflict.title')).first()).toBeVisible();
  await expect(page.getByText(theirs)).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'clash');
  await page.getByRole('button', { name: t('clash.theirs'), exact: true }).click();
  await page.getByRole('button', { name: t('clash.take') }).click();
  await expect(page.getByLabel(label)).toHaveValue(theirs);
});

test('a figure of the connector leads to the deals that it counts, and the log to what was sent', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t } = i18n;
  await signIn('SalesOps');
  await page.goto('/connector/health');
  await page
    .getByRole('link', { name: new RegExp(`^${t('pairing.state.none')}`) })
    .first()
    .click();
  await expect(page).toHaveURL(/pairing/);
  await expect(page.getByRole('row').getByText(t('pairing.state.none')).first()).toBeVisible();

  await page.goto('/connector/log');
  await page.getByRole('row').getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: t('log.payload') })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'log-entry');
});

test('a seller without the right for it gets no operations pages, and a foreign record looks like none', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t } = i18n;
  await signIn('Seller');
  await page.goto('/crm/deals');
  await expect(page.getByRole('link', { name: t('nav.accounts'), exact: true }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: t('nav.health'), exact: true })).toHaveCount(0);
  await page.goto('/crm/deals/OP-999999999');
  await expect(page.getByText(t('notFound.title')).first()).toBeVisible();
});

test('a solution that AWS would refuse is refused before it is sent, and the seller chooses another by name', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t, pick } = i18n;
  await signIn('SalesOps');
  const deal = await thinDeal(page);
  const path = `${records}/${deal.id}`;
  const { version } = (await (await page.request.get(path)).json()) as { version: string };
  const problem = 'Two harbour lights must be watched from afar, without a keeper and without a gap.';
  const saved = await page.request.put(path, {
    data: { version, fields: { Description: problem, Solutions: ['S-9999999'] } },
  });
  expect(saved.status(), await saved.text()).toBe(200);
  const refused = await page.request.post(`${path}/share`, { data: {} });
  expect(refused.status(), await refused.text()).toBe(422);
  expect(await refused.text()).toContain('S-9999999');

  const label = pick('Solutions offered', '提案ソリューション');
  await page.goto(`/crm/deals/${deal.id}/edit`);
  await page.getByRole('button', { name: t('form.remove', { name: 'S-9999999' }) }).click();
  await page.getByLabel(t('record.needed', { label })).first().click();
  await page.getByRole('option').nth(0).click();
  await page.keyboard.press('Escape');
  await expectAccessible(page);
  await picture(page, 'chosen');
  await page.getByRole('button', { name: t('action.save'), exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/crm/deals/${deal.id}$`));
  expect((await page.request.post(`${path}/share`, { data: {} })).status()).toBe(202);
  await page.goto(`/crm/deals/${deal.id}`);
  await expect(page.getByText(t('pairing.state.synced')).first()).toBeVisible({ timeout: 30_000 });

  await page.goto(`/crm/deals/${deal.id}/answer`);
  await expect(page.getByText(t('answer.notAsked'))).toBeVisible();
  await expectAccessible(page);
  await page.goto('/crm/deals?filter=%7B%22a%22%3A1%7D');
  await expect(page.getByRole('row').nth(1)).toBeVisible();
});
