import { shareLead } from './aws';
import { choose, expect, expectAccessible, picture, test } from './demo';

test.use({ actionTimeout: 20_000 });

/** What stands at a field is part of its description. The page says it a second time to screen readers. */
const holding = (text: string) => new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));

test("a website must be the customer's own, and the contract value is shown wherever the deal is", async ({
  page,
  i18n,
  signIn,
}) => {
  const { t, label, tx, locale } = i18n;
  const next = page.getByRole('button', { name: locale === 'en' ? 'Next' : '次へ' });
  await signIn('AllianceLead');
  await page.goto('/opportunities/create');
  await page.getByLabel(label('customer_company_name')).fill('Minato');
  await choose(page, label('industry'), tx('industry', 'Retail'));
  await choose(page, label('country'), tx('country', 'JP'));
  await page.getByLabel(label('postal_code')).fill('〒２２０－００１１');
  const website = page.getByLabel(label('customer_website'));
  const own = locale === 'en' ? /customer's own website/ : /お客様自身のウェブサイト/;
  await website.fill('https://www.facebook.com/minato');
  await next.click();
  await expect(website).toHaveAccessibleDescription(own);
  await expect(page.getByLabel(label('postal_code'))).toHaveValue('220-0011');
  await expectAccessible(page);
  await picture(page, 'forms-website');
  await website.fill('www.minato.co');
  await next.click();
  await expect(website).toHaveAccessibleDescription(/www\.example\.co\//);
  await website.fill('www.minato.co/');
  await next.click();

  const contract = page.getByLabel(t('common.optional', { label: t('wizard.contractValue') }));
  await contract.fill('¥120万');
  await contract.blur();
  await expect(contract).toHaveAccessibleDescription(
    holding(t('form.otherCurrency', { named: 'JPY', chosen: 'USD' })),
  );
  await expectAccessible(page);
  await picture(page, 'forms-amount');
  await contract.fill('120万');
  await contract.blur();
  await expect(contract).toHaveValue('1200000');
  await page.getByLabel(t('common.optional', { label: label('contract_duration_value') })).fill('12');
  await page.getByLabel(label('expected_monthly_aws_revenue')).fill('9.6k');
  await page.getByLabel(label('project_title')).fill('Shelves');
  await page.getByRole('button', { name: t('wizard.saveDraft') }).click();
  await expect(page).toHaveURL(/\/opportunities\/O\d+/);
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const total = i18n.money('1200000', 'USD');
  await expect(page.getByText(total)).toBeVisible();
  await expect(page.getByText(t('wizard.contractValue'))).toBeVisible();
  await picture(page, 'forms-details');

  // The edit form keeps what is typed, too.
  await page.goto(`/opportunities/${id}/edit`);
  await page.getByLabel(label('project_title')).fill('Fresh shelves');
  await page.reload();
  await expect(page.getByLabel(label('project_title'))).toHaveValue('Fresh shelves');
  const discard = page.getByRole('button', { name: t('edit.discard') });
  await expect(discard).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'forms-restored');
  await discard.click();
  await expect(page.getByLabel(label('project_title'))).toHaveValue('Shelves');
  await expect(discard).toHaveCount(0);
});

test('a lead that is not qualified is converted only by whoever means it, and suggestions are told', async ({
  page,
  i18n,
  signIn,
  pageOf,
}) => {
  const { t, label } = i18n;
  const company = (i18n.locale === 'en' ? 'Pier Foods' : '桟橋食品') + (test.info().retry || '');
  const desk = await pageOf('AWSReviewer');
  await shareLead(desk, company);
  await signIn('AllianceLead');
  await page.goto('/leads?view=all');
  await page.getByRole('link', { name: company }).click();
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: t('invitations.accept'), exact: true }).click();
  await dialog.getByRole('button', { name: t('invitations.accept'), exact: true }).click();
  await expect(dialog).toHaveCount(0);

  await page.getByRole('button', { name: t('lead.convert') }).click();
  await expect(dialog.getByText(t('leads.convert.then'))).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'forms-early');
  await dialog.getByRole('button', { name: t('leads.convert.qualify') }).click();
  await expect(page.getByRole('radio', { name: t('leads.status.Qualified'), exact: true })).toBeChecked();
  await dialog.getByRole('button', { name: t('action.cancel') }).click();
  await page.getByRole('button', { name: t('lead.convert') }).click();
  await dialog.getByRole('button', { name: t('leads.convert.anyway') }).click();

  await expect(page.getByText(t('wizard.fromLead', { name: company }))).toBeVisible();
  await page.getByLabel(label('customer_website')).fill('https://pier.example.com');
  await page.getByLabel(label('postal_code')).fill('220-0011');
  await page.getByRole('button', { name: i18n.locale === 'en' ? 'Next' : '次へ' }).click();
  const title = page.getByLabel(label('project_title'));
  await expect(title).toBeVisible();
  const told = holding(t('form.suggested'));
  await expect(title).toHaveAccessibleDescription(told);
  await expect(page.getByLabel(label('target_close_date'))).toHaveAccessibleDescription(told);
  await expectAccessible(page);
  await picture(page, 'forms-suggested');
  await title.fill('Stock figures by the hour');
  await expect(title).not.toHaveAccessibleDescription(told);
  await expect(page.getByLabel(label('target_close_date'))).toHaveAccessibleDescription(told);
});
