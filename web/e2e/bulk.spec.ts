import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { expect, expectAccessible, picture, refer, test } from './demo';

/** A table as CSV: the first row is its heading. */
const csv = (rows: string[][]) =>
  rows.map(row => row.map(cell => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\r\n');

const heading = [
  'Customer/Company Name',
  'Industry Vertical',
  'Country',
  'Postal Code',
  'Customer Website',
  'Partner Primary Need from AWS',
  'Partner Project Title',
  'Customer Business Problem',
  'Solution Offered',
  'Other Solution Offered',
  'Use Case',
  'Estimated AWS Monthly Recurring Revenue',
  'Target Close Date',
  'Opportunity Type',
  'Delivery Model',
  'Is Opportunity from Marketing Activity?',
  'Sales Activities',
];

const row = (company: string, title: string, problem: string) => [
  company,
  'Retail',
  'Japan',
  '100-0001',
  'www.minato.example.com',
  'Co-Sell - Architectural Validation',
  title,
  problem,
  'Other',
  'A data platform',
  'Storage & Backup',
  '12500',
  '03/31/2035',
  'Net New Business',
  'SaaS or PaaS',
  'No',
  'Initialized discussions with customer',
];

const story = 'Store data arrives a day late, and nobody can act on it in time.';

async function bring(page: Page, name: string, content: string, button: string) {
  await page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from('\ufeff' + content) });
  await expect(page.getByText(name).first()).toBeVisible();
  await page.getByRole('button', { name: button }).click();
}

test('a sheet is brought in, a cell is mended in place, and only good rows are imported', async ({
  page,
  i18n,
  signIn,
}) => {
  test.slow();
  const { t, pick } = i18n;
  await signIn('AllianceLead');
  await page.goto('/opportunities');
  await page.getByRole('button', { name: t('bulk.actions') }).click();
  await page.getByRole('menuitem', { name: t('bulk.import') }).click();
  await expect(page.getByRole('heading', { name: t('bulk.import'), level: 1 })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'import');

  const template = await page
    .getByRole('link', { name: t('bulk.template'), exact: true })
    .getAttribute('href');
  const answer = await page.request.get(template ?? '');
  expect(answer.status()).toBe(200);
  expect((await answer.body()).subarray(0, 2).toString()).toBe('PK');

  const company = `みなと物流 ${test.info().project.name} ${Date.now()}`;
  const rows = [
    heading,
    row(company, 'Data lake', story),
    row(`${company} 2`, '=A1', story),
    row(company, 'x', '?'),
  ];
  await bring(page, 'deals.csv', csv(rows), t('bulk.upload'));
  await expect(page.getByText(t('bulk.ready'))).toBeVisible();
  await expect(page.getByText(pick('holds a formula', '数式が入っています')).first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'grid');

  const cell = t('bulk.cell', { column: pick('Partner Project Title', 'プロジェクトのタイトル'), line: 3 });
  await page.getByRole('button', { name: cell }).click();
  await page.getByRole('textbox', { name: cell }).fill('Mended');
  await expectAccessible(page);
  await page.getByRole('textbox', { name: cell }).press('Enter');
  const go = t('bulk.start.import', { count: 2 });
  await expect(page.getByRole('button', { name: go })).toBeEnabled();
  await page.reload();
  await page.getByRole('button', { name: go }).click();
  const told = t('bulk.done', { name: t('bulk.kind.import'), done: 2, left: 1 });
  await expect(page.getByText(told)).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'imported');

  await page.getByRole('button', { name: t('bulk.downloads') }).click();
  const errors = await page.getByRole('menuitem', { name: t('bulk.download.errors') }).getAttribute('href');
  const file = await (await page.request.get(errors ?? '')).text();
  expect(file.startsWith('\ufeff')).toBe(true);
  expect(file).toContain(pick('at least 20 characters', '20文字以上'));
  await page.keyboard.press('Escape');

  await page.getByText(t('bulk.filter.all')).click();
  await page
    .getByRole('link', { name: /^O\d+$/ })
    .first()
    .click();
  await expect(page.getByText(company).first()).toBeVisible();
  await page.goto('/bulk');
  await expect(page.getByText('deals.csv').first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'history');
});

test('a prepared file comes back, shows old and new values, and changes only those', async ({
  page,
  i18n,
  signIn,
}) => {
  test.slow();
  const { t } = i18n;
  await signIn('AllianceLead');
  const open = ['Qualified', 'Technical Validation', 'Business Validation', 'Committed'];
  const filter = [
    { property: 'reviewStatus', operator: '=', value: ['Approved'] },
    { property: 'stage', operator: '=', value: open },
  ];
  await page.goto(`/opportunities?filter=${encodeURIComponent(JSON.stringify(filter))}`);
  await page.getByRole('button', { name: t('bulk.actions') }).click();
  await page.getByRole('menuitem', { name: t('bulk.update') }).click();
  await expect(page.getByRole('heading', { name: t('bulk.update'), level: 1 })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'update');
  const prepared = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
  const asEnglish = new URL(prepared ?? '', 'http://x');
  asEnglish.searchParams.set('language', 'en');
  const text = await (await page.request.get(asEnglish.pathname + asEnglish.search)).text();
  const lines = text.replace('\ufeff', '').trim().split('\r\n');
  const names = (lines[0] ?? '').split(',');
  // One record of the file is enough, by its first cells: which, on what version, and what is to change.
  const at = (name: string) => names.indexOf(name);
  const mine = (lines[i18n.locale === 'ja' ? 2 : 1] ?? '').split(',');
  const step = `Demo ${test.info().project.name} ${Date.now()}`;
  const table = [
    ['Opportunity ID', names[1] ?? '', 'Next Steps'],
    [mine[at('Opportunity ID')] ?? '', mine[1] ?? '', step],
  ];
  await bring(page, 'changes.csv', csv(table), t('bulk.upload'));
  await expect(page.getByText(t('bulk.ready'))).toBeVisible();
  await expect(page.getByText(step).first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'changes');
  await page.getByRole('button', { name: t('bulk.start.update', { count: 1 }) }).click();
  await expect(page.getByText(t('bulk.doneAll', { name: t('bulk.kind.update'), done: 1 }))).toBeVisible();
  await page.goto(`/opportunities/${mine[at('Opportunity ID')]}`);
  await page.getByRole('tab', { name: i18n.label('next_steps'), exact: true }).click();
  await expect(page.getByText(step).first()).toBeVisible();
});

test('a selection is counted before it is transferred, and the logs say what became of it', async ({
  page,
  i18n,
  signIn,
}) => {
  test.slow();
  const { t } = i18n;
  await signIn('AllianceLead');
  const filter = [
    { property: 'stage', operator: '=', value: ['Qualified', 'Launched'] },
    { property: 'reviewStatus', operator: '=', value: ['Approved'] },
  ];
  await page.goto(`/opportunities?filter=${encodeURIComponent(JSON.stringify(filter))}`);
  await expect(page.getByRole('row').getByRole('link').first()).toBeVisible();
  await page.getByLabel(t('table.selectAll')).first().check({ force: true });
  await page.getByRole('button', { name: t('bulk.actions') }).click();
  await expectAccessible(page);
  await page.getByRole('menuitem', { name: t('bulk.transfer') }).click();
  const dialog = page.getByRole('dialog');
  await expect(
    dialog.getByText(i18n.pick('is launched or lost is not', 'ローンチ済みまたは失注')),
  ).toBeVisible();
  await dialog.getByRole('button', { name: t('bulk.target') }).click();
  await page.getByRole('option').first().click();
  await expectAccessible(page);
  await picture(page, 'transfer');
  await dialog.getByRole('button', { name: t('bulk.kind.transfer'), exact: true }).click();
  await expect(page.getByRole('heading', { name: t('bulk.kind.transfer'), level: 1 })).toBeVisible();
  await expect(page.getByText(t('bulk.state.finished'), { exact: true })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'transferred');
  await page.getByRole('button', { name: t('bulk.downloads') }).click();
  for (const name of [t('bulk.download.log'), t('bulk.download.logFailed')]) {
    const href = await page.getByRole('menuitem', { name }).getAttribute('href');
    expect(await (await page.request.get(href ?? '')).text()).toMatch(/O1\d+/);
  }
});

test('a file goes on where the connection was lost in the middle of it', async ({ page, i18n, signIn }) => {
  test.slow();
  const { t } = i18n;
  await signIn('AllianceLead');
  await page.goto('/bulk/import');
  const company = `きずな運輸 ${test.info().project.name} ${Date.now()}`;
  const long = `${story} ${'Each store sends its figures by night. '.repeat(45)}`;
  const rows = Array.from({ length: 400 }, (_, n) => row(`${company} ${n}`, `Deal ${n}`, long));
  const content = csv([heading, ...rows]);

  // The first piece arrives, and then nothing does for as long as the page tries by itself.
  let arrived = 0;
  await page.route('**/file', route => (arrived++ === 0 ? route.continue() : route.abort()));
  await bring(page, 'night.csv', content, t('bulk.upload'));
  await expect(page.getByText(t('bulk.lost'))).toBeVisible({ timeout: 40_000 });
  await expectAccessible(page);
  await picture(page, 'lost');
  await page.unroute('**/file');

  // Even another day, from the list of what was begun.
  await page.goto('/bulk');
  await page.getByRole('row').filter({ hasText: 'night.csv' }).getByRole('link').first().click();
  await expect(page.getByText(t('bulk.again', { file: 'night.csv' }))).toBeVisible();
  const pieces: number[] = [];
  page.on('request', request => {
    if (request.url().endsWith('/file')) pieces.push((request.postDataJSON() as { start: number }).start);
  });
  await bring(page, 'night.csv', content, t('bulk.goOn'));
  await expect(page.getByText(t('bulk.ready'))).toBeVisible({ timeout: 60_000 });
  expect(pieces[0]).toBeGreaterThan(0); // what has arrived is not sent again
  await expect(page.getByRole('button', { name: t('bulk.start.import', { count: 400 }) })).toBeEnabled();
});

test('referrals are chosen from the view of what waits, and accepted together', async ({
  page,
  i18n,
  signIn,
  pageOf,
}) => {
  test.slow();
  const { t } = i18n;
  const desk = await pageOf('AWSReviewer');
  const titles = [1, 2].map(n => `Pier ${n} ${i18n.locale} ${Date.now()}`);
  for (const title of titles) await refer(desk, title);
  await signIn('AllianceLead');
  await page.goto('/opportunities?view=pending-acceptance');
  for (const title of titles) {
    await page.getByRole('row').filter({ hasText: title }).getByRole('checkbox').check({ force: true });
  }
  await expectAccessible(page);
  await picture(page, 'waiting');
  await page.getByRole('button', { name: t('invitations.accept'), exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(t('bulk.eligible', { eligible: 2, total: 2 }))).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: t('bulk.kind.accept'), exact: true }).click();
  await expect(page.getByRole('heading', { name: t('bulk.kind.accept'), level: 1 })).toBeVisible();
  await expect(page.getByText(t('bulk.state.finished'), { exact: true })).toBeVisible();
  await page
    .getByRole('link', { name: /^O\d+$/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: /^Pier [12]/ }).first()).toBeVisible();

  // The view is downloaded as it is seen.
  await page.goto('/opportunities?view=aws-referred');
  await page.getByRole('button', { name: t('bulk.actions') }).click();
  const loading = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: t('bulk.export'), exact: true }).click();
  const text = readFileSync(await (await loading).path(), 'utf8');
  for (const title of titles) expect(text).toContain(title);
});
