import { choose, expect, expectAccessible, picture, test } from './demo';

test('a lead wires a destination to the event bus, tries the pattern, and keeps and replays events', async ({
  page,
  i18n,
  signIn,
}) => {
  test.slow();
  const { t } = i18n;
  const name = `crm-${test.info().project.name}-${Date.now()}`;
  const dialog = page.getByRole('dialog');
  const field = (label: string) => dialog.getByLabel(label, { exact: true });
  await signIn('AllianceLead');

  await page.goto('/events/connections');
  await page
    .getByRole('button', { name: t('events.connection.create') })
    .first()
    .click();
  await field(t('events.name')).fill(name);
  await dialog.getByRole('radio', { name: t('events.auth.API_KEY') }).check({ force: true });
  await field(t('events.client.API_KEY')).fill('X-Api-Key');
  await dialog.getByRole('button', { name: t('action.create') }).click();
  await expect(
    dialog.getByText(i18n.locale === 'ja' ? /シークレットを入力/ : /Enter the secret/),
  ).toBeVisible();
  await expectAccessible(page);
  await field(t('events.secret.API_KEY')).fill('canary-secret');
  await dialog.getByRole('button', { name: t('action.create') }).click();
  await expect(page.getByText(t('events.saved', { name }))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'event-connections');

  await page.getByRole('tab', { name: t('events.destinations') }).click();
  await page
    .getByRole('button', { name: t('events.destination.create') })
    .first()
    .click();
  await field(t('events.name')).fill(name);
  await field(t('events.url')).fill('http://127.0.0.1:1/events');
  await dialog.getByRole('button', { name: t('events.connection') }).click();
  await page.getByRole('option', { name, exact: true }).click();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: t('action.create') }).click();
  await expect(page.getByText(t('events.saved', { name })).last()).toBeVisible();
  await picture(page, 'event-destinations');

  await page.getByRole('tab', { name: t('events.rules') }).click();
  await page
    .getByRole('button', { name: t('events.rule.create') })
    .first()
    .click();
  await page.getByLabel(t('events.name'), { exact: true }).fill(name);
  const pattern = page.getByLabel(t('events.pattern.json'), { exact: true });
  await pattern.fill('{"detail-type":"Opportunity Updated"}');
  await page.getByRole('button', { name: t('events.pattern.test') }).click();
  await expect(pattern).toHaveAttribute('aria-invalid', 'true');
  await pattern.fill('{"detail-type":["Opportunity Updated"]}');
  await page.getByRole('button', { name: t('events.pattern.test') }).click();
  await expect(page.getByText('(1/16)')).toBeVisible();
  await page.getByRole('button', { name: `${t('events.samples.use')}: Opportunity Created` }).click();
  await page.getByRole('button', { name: t('events.pattern.test') }).click();
  await expect(page.getByText(t('events.pattern.leavesOwn'))).toBeVisible();
  await page.getByRole('button', { name: t('events.target.add') }).click();
  await choose(page, t('events.destination'), name);
  await choose(page, t('events.input'), t('events.input.transformer'));
  await page.getByLabel(t('events.input.template'), { exact: true }).fill('{"of": <nothing>}');
  await page.getByRole('button', { name: t('action.create'), exact: true }).click();
  await expect(page.getByLabel(t('events.input.template'), { exact: true })).toHaveAttribute(
    'aria-invalid',
    'true',
  );
  await expectAccessible(page);
  await picture(page, 'event-rule');
  await page.getByLabel(t('events.input.template'), { exact: true }).fill('{"of": "cosell"}');
  await page.getByRole('button', { name: t('action.create'), exact: true }).click();
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'event-rules');

  await page.getByRole('link', { name, exact: true }).click();
  await page.getByRole('button', { name: `${t('events.sample.send')}: target-1` }).click();
  await dialog.getByRole('button', { name: t('events.sample.send') }).click();
  await expect(page.getByText(t('events.sample.sent'))).toBeVisible();

  await page.goto('/events/archives');
  await page
    .getByRole('button', { name: t('events.archive.create') })
    .first()
    .click();
  await field(t('events.name')).fill(name.slice(0, 40));
  await expectAccessible(page);
  await dialog.getByRole('button', { name: t('action.create') }).click();
  await expect(page.getByText(t('events.saved', { name: name.slice(0, 40) }))).toBeVisible();
  await page
    .getByRole('radio', { name: t('table.select', { name: name.slice(0, 40) }) })
    .check({ force: true });
  await page.getByRole('button', { name: t('events.replay.start') }).click();
  await field(t('events.replay.from')).fill('yesterday');
  await dialog.getByRole('button', { name: t('events.replay.start') }).click();
  await expect(field(t('events.replay.from'))).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await field(t('events.replay.from')).fill('2026-01-01T00:00:00Z');
  await dialog.getByRole('button', { name: t('events.replay.start') }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('tab', { name: t('events.replays') }).click();
  await expect(page.getByText(t('events.replay.state.COMPLETED')).first()).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page);
  await picture(page, 'event-replays');

  await page.goto('/events/rules');
  await page.getByRole('radio', { name: t('table.select', { name }) }).check({ force: true });
  await page.getByRole('button', { name: t('events.delete') }).click();
  await dialog.getByRole('button', { name: t('events.delete') }).click();
  await expect(page.getByText(t('events.deleted', { name }))).toBeVisible();
});

test('an event that cannot be delivered is deleted for good', async ({ page, i18n, signIn }) => {
  const { t } = i18n;
  await signIn('AllianceLead');
  const name = `dead-${test.info().project.name}-${Date.now()}`;
  const post = async (path: string, data: object) => {
    const answer = await page.request.post(`/api/central/${path}`, { data });
    expect(answer.ok(), await answer.text()).toBe(true);
    return (await answer.json()) as { delivery?: string };
  };
  await post('event-connections', { name, auth: 'API_KEY', client: 'X-Key', secret: 'canary' });
  await post('event-destinations', { name, connection: name, url: 'http://127.0.0.1:1/' });
  await post('event-rules', {
    name,
    enabled: false,
    pattern: '{"source":["nobody"]}',
    targets: [{ id: 'one', destination: name, tries: 1 }],
  });
  const { delivery } = await post(`event-rules/${name}/sample`, {
    target: 'one',
    type: 'Engagement Created',
  });
  const state = async () => {
    const answer = await page.request.get(`/api/central/deliveries/${delivery}`);
    return answer.ok() ? ((await answer.json()) as { state: string }).state : answer.status();
  };
  await expect.poll(state, { timeout: 60_000 }).toBe('dead');
  await page.goto('/deliveries');
  await page.getByRole('row').filter({ hasText: name }).first().getByRole('checkbox').check({ force: true });
  await expectAccessible(page);
  await picture(page, 'deliveries');
  await page.getByRole('button', { name: t('deliveries.purge') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: t('deliveries.purge') }).click();
  await expect(page.getByText(t('deliveries.purged', { count: 1 }))).toBeVisible();
  expect(await state()).toBe(404);
});

test('a rule that somebody else has changed meanwhile is not overwritten', async ({ page, i18n, signIn }) => {
  const { t } = i18n;
  await signIn('AllianceLead');
  const name = `both-${test.info().project.name}-${Date.now()}`;
  const rule = { name, enabled: false, pattern: '{"source":["nobody"]}', description: 'First' };
  const made = await page.request.post('/api/central/event-rules', { data: rule });
  expect(made.ok(), await made.text()).toBe(true);
  const { version } = (await made.json()) as { version: string };
  await page.goto(`/events/rule/${name}`);
  const description = page.getByLabel(t('common.optional', { label: t('events.description') }), {
    exact: true,
  });
  await expect(description).toHaveValue('First');
  const other = await page.request.put(`/api/central/event-rules/${name}`, {
    data: { ...rule, version, description: 'Second' },
  });
  expect(other.ok(), await other.text()).toBe(true);
  await description.fill('Third');
  await page.getByRole('button', { name: t('action.save'), exact: true }).click();
  await expect(page.getByText(t('error.conflict.title'))).toBeVisible();
  await expect(page.getByText(/UTC.*UTC/)).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'rule-conflict');
  await page.getByRole('button', { name: t('events.reopen') }).click();
  await expect(description).toHaveValue('Second');
  await description.fill('Third');
  await page.getByRole('button', { name: t('action.save'), exact: true }).click();
  await expect(page.getByText(t('events.saved', { name }))).toBeVisible();
});
