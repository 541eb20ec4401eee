import type { APIRequestContext } from '@playwright/test';
import { expect, expectAccessible, picture, test } from './demo';

interface Answer {
  data: { items?: { id: string; title: string; reviewStatus: string }[]; id?: string; status?: string };
}

/** Calls a tool as an assistant does: with its token, and no session of a browser. */
async function call(
  request: APIRequestContext,
  token: string,
  name: string,
  args: object,
): Promise<Answer['data']> {
  const answer = await request.post('/mcp', {
    headers: { Authorization: `Bearer ${token}`, Accept: 'application/json, text/event-stream' },
    data: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } },
  });
  const body = (await answer.json()) as { result: { isError?: boolean; structuredContent: Answer } };
  expect(body.result.isError ?? false, JSON.stringify(body)).toBe(false);
  return body.result.structuredContent.data;
}

test('an assistant proposes, a person looks at it, approves, and the history names both', async ({
  page,
  playwright,
  baseURL,
  i18n,
  signIn,
}) => {
  test.slow();
  const { t, label } = i18n;
  const request = await playwright.request.newContext({ baseURL });
  await signIn('AllianceLead');

  await page.goto('/assistants');
  await expect(page.getByText(t('assistants.keys.none'), { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: t('assistants.tokens.issue') }).click();
  const name = `Helper ${test.info().project.name}`;
  await page.getByRole('textbox', { name: t('assistants.tokens.name') }).fill(name);
  await page
    .getByLabel(i18n.locale === 'ja' ? '項目変更の提案' : 'Propose changed fields')
    .check({ force: true });
  await expectAccessible(page);
  await picture(page, 'token-new');
  await page.getByRole('button', { name: t('assistants.tokens.issue') }).click();
  const token = await page.getByLabel(t('assistants.tokens.text'), { exact: true }).inputValue();
  expect(token).toMatch(/^cosell_mcp_/);
  await expectAccessible(page);
  await picture(page, 'token-once');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('action.close') })
    .last()
    .click();
  await expect(page.getByText(name, { exact: true })).toBeVisible();

  const { items = [] } = await call(request, token, 'list_opportunities', {
    filters: [
      { property: 'reviewStatus', operator: '=', values: ['Approved'] },
      {
        property: 'stage',
        operator: '=',
        values: ['Qualified', 'Technical Validation', 'Business Validation', 'Committed'],
      },
    ],
    pageSize: 100,
  });
  const record = items[i18n.locale === 'ja' ? 0 : 1];
  if (!record) throw new Error('the demo has no approved opportunities');
  const steps = `Workshop with the customer ${Date.now()}`;
  const proposed = await call(request, token, 'propose_update', {
    id: record.id,
    edits: [{ path: 'LifeCycle.NextSteps', value: steps }],
  });
  const rejected = await call(request, token, 'propose_update', {
    id: record.id,
    edits: [{ path: 'Project.AdditionalComments', value: 'Not wanted' }],
  });

  await page.goto('/proposals');
  await expect(page.getByText(record.id).first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'proposals');

  await page.goto(`/proposals/${rejected.id}`);
  await page.getByRole('button', { name: t('proposals.reject') }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('No');
  await expectAccessible(page);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('proposals.reject') })
    .click();
  await expect(page.getByText(t('proposals.text.rejected'))).toBeVisible();
  await picture(page, 'proposal-rejected');

  await page.goto(`/proposals/${proposed.id}`);
  await expect(page.getByText(steps)).toBeVisible();
  await expect(page.getByText(label('next_steps'), { exact: true })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'proposal');
  await page.getByRole('button', { name: t('proposals.approve') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('proposals.approve') })
    .click();
  await expect(page.getByText(t('proposals.text.executed'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'proposal-executed');
  expect((await call(request, token, 'get_proposal', { id: proposed.id })).status).toBe('executed');

  await page.goto(`/opportunities/${record.id}?tab=history`);
  await expect(page.getByText(name).first()).toBeVisible();
  await picture(page, 'history-both');

  await page.goto('/assistants');
  await picture(page, 'assistants');
  await page.getByRole('button', { name: `${t('assistants.revoke')} ${name}` }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('assistants.revoke') })
    .click();
  await expect(page.getByText(t('assistants.revoked', { name }))).toBeVisible();
  const answer = await request.post('/mcp', { headers: { Authorization: `Bearer ${token}` }, data: {} });
  expect(answer.status()).toBe(401);
});
