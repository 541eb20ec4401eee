import { mkdirSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { shareLead } from './aws';
import { choose, expect, expectAccessible, picture, test, userOf } from './demo';

test.use({ actionTimeout: 20_000 });

/** Pictures for the guide are taken where they are asked for: DOCS_IMAGES is the folder. */
async function illustrate(page: Page, name: string) {
  await picture(page, name);
  const folder = process.env.DOCS_IMAGES;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}-${test.info().project.name}.png` });
}

test('a lead is accepted, worked on by several people, handed over and converted', async ({
  page,
  i18n,
  signIn,
  pageOf,
}) => {
  const { t, fullName } = i18n;
  const company = (i18n.locale === 'en' ? 'Quay Foods' : '波止場食品') + (test.info().retry || '');
  await shareLead(await pageOf('AWSReviewer'), company);

  // Until it is accepted the person is hidden.
  await signIn('AllianceLead');
  await page.goto('/leads?view=all');
  await page.getByRole('link', { name: company }).click();
  await expect(page.getByRole('heading', { name: company })).toBeVisible();
  await expect(page.getByText(t('leads.waits'))).toBeVisible();
  await expect(page.getByText(t('invitations.masked')).first()).toBeVisible();
  await expect(page.getByText('ai.mori@quay.example.com')).toHaveCount(0);
  await expect(page.getByText(t('invitations.left', { days: 14 }), { exact: true })).toBeVisible();
  await expectAccessible(page);
  await illustrate(page, 'leads-waiting');
  await page.getByRole('button', { name: t('invitations.accept'), exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: t('invitations.accept'), exact: true })
    .click();
  await expect(page.getByText(t('leads.acceptDone'))).toBeVisible();
  await expect(page.getByText(fullName('Ai', 'Mori')).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'ai.mori@quay.example.com' })).toBeVisible();

  // The status, chosen on the path by keyboard.
  const research = page.getByRole('link', {
    name: t('leads.setStatus', { status: t('leads.status.Research') }),
  });
  await research.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('radio', { name: t('leads.status.Research') })).toBeChecked();
  await dialog.getByLabel(t('common.optional', { label: t('leads.reason') })).fill('They plan for spring');
  await expectAccessible(page);
  await illustrate(page, 'leads-status');
  await dialog.getByRole('button', { name: t('action.save') }).click();
  await expect(page.getByText(t('leads.statusDone', { status: t('leads.status.Research') }))).toBeVisible();
  await expectAccessible(page);

  // Two people edit at once: both versions are shown, and one chooses.
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await page.getByRole('button', { name: t('action.edit'), exact: true }).click();
  const segment = page.getByLabel(t('common.optional', { label: t('lead.segment') }));
  await segment.fill('Enterprise');
  await page.getByLabel(t('common.optional', { label: t('leads.city') })).fill('Yokohama');
  await expectAccessible(page);
  const other = await pageOf('ACEManager');
  const { version } = (await (await other.request.get(`/api/central/leads/${id}`)).json()) as {
    version: string;
  };
  const change = {
    Customer: { Industry: 'Retail', MarketSegment: 'Medium', Address: { CountryCode: 'JP' } },
  };
  const changed = await other.request.put(`/api/central/leads/${id}`, { data: { version, change } });
  expect(changed.ok(), await changed.text()).toBe(true);
  await page.getByRole('button', { name: t('action.save') }).click();
  await expect(page.getByText(t('error.conflict.title'))).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: t('clash.theirs'), exact: true }).click();
  await page.getByRole('button', { name: t('clash.take') }).click();
  await expect(segment).toHaveValue('Medium');
  await page.getByRole('button', { name: t('action.save') }).click();
  await expect(page.getByText(t('lead.saved'))).toBeVisible();
  await expect(page.getByText('Yokohama')).toBeVisible();

  // The history says who did what, in the language of the reader.
  await page.getByRole('tab', { name: t('opportunities.tab.history'), exact: true }).click();
  await expect(page.getByText('They plan for spring')).toBeVisible();
  await expect(
    page.getByText(
      t('history.change', {
        field: t('leads.status'),
        before: t('leads.status.Open'),
        after: t('leads.status.Research'),
      }),
    ),
  ).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'history');

  // An ACE user sees it once it is theirs.
  const colleague = await pageOf('ACEUser');
  await colleague.goto('/leads?view=all');
  await expect(colleague.getByText(t('leads.own')).first()).toBeVisible();
  await expect(colleague.getByRole('link', { name: company })).toHaveCount(0);
  await expectAccessible(colleague);
  await page.getByRole('button', { name: t('common.actions') }).click();
  await page.getByRole('menuitem', { name: t('leads.transfer') }).click();
  await dialog.getByRole('button', { name: t('assign.to') }).click();
  await page
    .getByRole('option')
    .filter({ hasText: userOf('ACEUser').email })
    .click();
  await dialog.getByRole('button', { name: t('leads.transfer'), exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await colleague.reload();
  await colleague.getByRole('link', { name: company }).click();

  // The file of the view has the person, and no formula.
  const file = await page.request.get('/api/central/leads/export?format=csv&language=en');
  expect(await file.text()).toContain('ai.mori@quay.example.com');
  expect(file.headers()['content-disposition']).toContain('leads.csv');

  // Converted in the form that is filled in already.
  await colleague.getByRole('button', { name: t('lead.convert') }).click();
  await colleague
    .getByRole('dialog')
    .getByRole('button', { name: t('leads.convert.anyway') })
    .click(); // nobody has qualified it
  await expect(colleague.getByText(t('wizard.fromLead', { name: company }))).toBeVisible();
  await expect(colleague.getByLabel(i18n.label('customer_company_name'))).toHaveValue(company);
  await illustrate(colleague, 'leads-convert');
  await colleague.getByRole('button', { name: t('wizard.saveDraft') }).click();
  await expect(colleague).toHaveURL(/\/opportunities\/O\d+/);
  const opportunity = new URL(colleague.url()).pathname.split('/').at(-1) ?? '';
  await colleague.goto(`/leads/${id}`);
  await expect(colleague.getByText(t('leads.became', { id: opportunity }))).toBeVisible();
  await expect(colleague.getByRole('button', { name: t('lead.convert') })).toHaveCount(0);
  await expectAccessible(colleague);
});

test('a lead is rejected from its page, and its list says how to find others', async ({
  page,
  i18n,
  signIn,
  pageOf,
}) => {
  const { t } = i18n;
  const company = `Pier ${i18n.locale}${test.info().retry || ''}`;
  await shareLead(await pageOf('AWSReviewer'), company);
  await signIn('ACEManager');
  await page.goto('/leads?view=pending-acceptance');
  await page.getByRole('link', { name: company }).click();
  await page.getByRole('button', { name: t('invitations.reject'), exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: t('invitations.reject'), exact: true }).click();
  await expect(page.getByText(t('leads.rejected', { name: company }))).toBeVisible();
  await choose(page, t('views.leads.all'), t('views.leads.disqualified'));
  await expect(page.getByText(t('table.noMatch'))).toBeVisible();
});
