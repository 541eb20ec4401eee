import { choose, expect, expectAccessible, picture, test } from './demo';

test('the desk starts a scenario, reads its script, writes its own, and stops it', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t } = i18n;
  const name = `own-${i18n.locale}`;
  await signIn('AWSReviewer');

  await page.goto('/aws/scenarios');
  await expect(page.getByRole('heading', { name: t('scenarios.all') })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: t('scenarios.own') }).click();

  const script = page.getByRole('textbox', { name: t('scenarios.script') });
  await script.fill(`name: ${name}\nplay:\n  - when: never\n    steps: []\n`);
  await page.getByRole('button', { name: t('scenarios.check'), exact: true }).click();
  await page
    .getByRole('button', { name: t('scenarios.goToLine', { line: 3 }) })
    .first()
    .click();
  await expect(script).toBeFocused();
  await expectAccessible(page);
  await picture(page, 'script-problems');
  await script.fill(
    `name: ${name}\ntitle: {en: ${name}, ja: ${name}}\nplay:\n  - when: submitted\n    steps:\n      - {after: 1 hour, as: reviewer, do: open}\n`,
  );
  await page.getByRole('button', { name: t('scenarios.check'), exact: true }).click();
  await expect(page.getByText(t('scenarios.fine'))).toBeVisible();
  await page.getByRole('button', { name: t('scenarios.checkAndStart') }).click();

  await expect(page.getByText(t('scenarios.started', { title: name }))).toBeVisible();
  await expect(page.getByText(t('scenarios.state.on'))).toBeVisible();
  await expect(page.getByText(t('scenarios.runs.none'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'scenario');
  await page.getByRole('button', { name: `${t('scenarios.stop')} ${name}` }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('scenarios.stop'), exact: true })
    .click();
  await expect(page.getByText(t('scenarios.stopped', { title: name }))).toBeVisible();
});

test('the desk moves the clock by an hour, and turns a quirk on and off', async ({ page, i18n, signIn }) => {
  const { t } = i18n;
  // Both languages run on one demo: each takes a quirk of its own.
  const quirk = i18n.locale === 'ja' ? 'escaped-text' : 'duplicate-events';
  const parameter = i18n.locale === 'ja' ? 'times' : 'copies';
  await signIn('AWSReviewer');

  await page.goto('/aws/simulation');
  await page.getByRole('button', { name: t('simulation.clock.hour') }).click();
  // The time stands in the middle of the sentence in one of the languages.
  const around = t('simulation.clock.moved', { time: '|' }).split('|');
  const longest = around.sort((a, b) => b.length - a.length)[0]?.trim() ?? '';
  await expect(page.getByText(longest).first()).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('button', { name: `${t('simulation.quirks.set')} ${quirk}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: parameter }).fill('99');
  await dialog.getByRole('button', { name: t('simulation.quirks.saveAndOn') }).click();
  await expect(dialog.getByText(i18n.locale === 'ja' ? /整数を指定/ : /Give a whole number/)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('textbox', { name: parameter }).fill('2');
  await dialog.getByRole('button', { name: t('simulation.quirks.saveAndOn') }).click();
  await expect(page.getByText(t('simulation.quirks.turnedOn', { id: quirk }))).toBeVisible();
  await picture(page, 'simulation');
  await page.getByRole('checkbox', { name: quirk }).click({ force: true });
  await expect(page.getByText(t('simulation.quirks.turnedOff', { id: quirk }))).toBeVisible();
});

test('the desk refers an opportunity: what is missing stands beside its field, then it is sent', async ({
  page,
  i18n,
  signIn,
}) => {
  test.slow();
  const { t, tx, label } = i18n;
  await signIn('AWSReviewer');
  await page.goto('/aws/referrals/opportunity');
  await expectAccessible(page);
  await page.getByRole('button', { name: t('shares.refer.send') }).click();
  await expect(page.locator('[aria-invalid="true"]').first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'referral-refused');

  await page
    .getByRole('button', { name: t('desk.partner') })
    .first()
    .click();
  await page.getByRole('option').first().click();
  await page.getByLabel(label('customer_company_name')).fill(`Harbor ${i18n.locale}`);
  await choose(page, label('industry'), tx('industry', 'Manufacturing'));
  await page.getByLabel(label('customer_website')).fill('https://harbor.example.com');
  await choose(page, label('country'), tx('country', 'JP'));
  await page.getByLabel(label('project_title')).fill('Terminal planning');
  await page
    .getByLabel(label('customer_business_problem'))
    .fill('Ships wait for two days, since berths are planned by hand.');
  await page.getByLabel(label('expected_monthly_aws_revenue')).fill('12000');
  await page.getByLabel(label('target_close_date')).first().fill('2028/03/31');
  await page.getByLabel(label('customer_email')).fill('hana@harbor.example.com');
  await page.getByLabel(label('customer_first_name')).fill('Hana');
  await page.getByLabel(label('customer_last_name')).fill('Mori');
  await page.getByRole('button', { name: t('shares.refer.send') }).click();
  await expect(page.getByRole('heading', { name: 'Terminal planning' })).toBeVisible();
  await expect(page.getByText(tx('partner_acceptance_status', 'PENDING'))).toBeVisible();
  await expect(page.getByText('hana@harbor.example.com')).toHaveCount(0);
  await expectAccessible(page);
  await picture(page, 'referral-sent');

  await page.goto('/aws/referrals');
  await expect(page.getByRole('link', { name: 'Terminal planning' }).first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'sent');
});

test('the desk shares a lead, whose person stays hidden', async ({ page, i18n, signIn }) => {
  test.slow();
  const { t } = i18n;
  await signIn('AWSReviewer');
  await page.goto('/aws/referrals/lead');
  await page.getByRole('button', { name: t('shares.lead.send') }).click();
  await expect(page.locator('[aria-invalid="true"]').first()).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'lead-refused');
  await page
    .getByRole('button', { name: t('desk.partner') })
    .first()
    .click();
  await page.getByRole('option').first().click();
  const fill = (name: string, value: string) => page.getByRole('textbox', { name, exact: true }).fill(value);
  await fill(t('shares.lead.company'), 'Quay Foods');
  await fill(t('shares.lead.jobTitle'), 'Head of IT');
  await fill(t('desk.team.firstName'), 'Ren');
  await fill(t('desk.team.lastName'), 'Sato');
  await fill(t('session.email'), 'ren@quay.example.com');
  await page.getByRole('button', { name: t('shares.lead.send') }).click();
  await expect(page.getByRole('heading', { name: 'Quay Foods' })).toBeVisible();
  await expect(page.getByText('Head of IT')).toBeVisible();
  await expect(page.getByText('ren@quay.example.com')).toHaveCount(0);
  await expectAccessible(page);
  await picture(page, 'lead-sent');
});

test('the desk sets quotas: what cannot be is refused at its field, and a rate of its own is taken back', async ({
  page,
  i18n,
  signIn,
}) => {
  const { t } = i18n;
  // Both languages run on one demo: each sets the rate of another operation, and both the same share.
  const operation = i18n.locale === 'ja' ? 'ListSolutions' : 'GetAwsOpportunitySummary';
  await signIn('AWSReviewer');
  await page.goto('/aws/simulation');
  await page.getByRole('radio', { name: t('simulation.quotas.off'), exact: true }).check({ force: true });
  const percent = page.getByLabel(t('simulation.quotas.percent'), { exact: true });
  await percent.fill('5000');
  const save = page.getByRole('button', { name: t('action.save'), exact: true });
  await save.click();
  await expect(percent).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await percent.fill('50');
  await save.click();
  await expect(page.getByText(t('simulation.quotas.saved'))).toBeVisible();
  await expect(page.getByText(t('simulation.quotas.state.off'))).toBeVisible();

  await page.getByRole('searchbox', { name: t('simulation.quotas.filter') }).fill(operation.toLowerCase());
  const row = page.getByRole('row').filter({ hasText: operation });
  await row.getByRole('button', { name: `${t('simulation.quotas.change')} ${operation}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(t('simulation.quotas.second'), { exact: true }).fill('0');
  await dialog.getByRole('button', { name: t('action.save') }).click();
  await expect(dialog.getByLabel(t('simulation.quotas.second'), { exact: true })).toHaveAttribute(
    'aria-invalid',
    'true',
  );
  await expectAccessible(page);
  await dialog.getByLabel(t('simulation.quotas.second'), { exact: true }).fill('7');
  await dialog.getByRole('button', { name: t('action.save') }).click();
  await expect(page.getByText(t('simulation.quotas.set', { operation }))).toBeVisible();
  await expect(row).toContainText('7');
  await picture(page, 'quotas');
  await row.getByRole('button', { name: `${t('simulation.quotas.restore')} ${operation}` }).click();
  await expect(page.getByText(t('simulation.quotas.restored', { operation }))).toBeVisible();
  await expect(row).not.toContainText('7');
});
