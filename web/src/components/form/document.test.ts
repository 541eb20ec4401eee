import { expect, test } from 'vitest';
import { fieldAt, mayEdit, readField, writeField, writePath, type Doc } from './document';

test('a field is read back as it was written, and the document before stays as it was', () => {
  const before: Doc = { Customer: { Account: { Industry: 'Retail' } }, Unknown: { Kept: true } };
  const after = writeField(before, 'customer_company_name', 'Yamato Foods');
  expect(after).toEqual({
    Customer: { Account: { Industry: 'Retail', CompanyName: 'Yamato Foods' } },
    Unknown: { Kept: true },
  });
  expect(readField(after, 'customer_company_name')).toBe('Yamato Foods');
  expect(readField(before, 'customer_company_name')).toBeUndefined();
});

test('an empty value leaves nothing behind', () => {
  const doc = writeField({ Catalog: 'AWS' }, 'postal_code', '100-0001');
  expect(writeField(doc, 'postal_code', '')).toEqual({ Catalog: 'AWS' });
});

test('revenue makes the AWS entry with what AWS demands of it, and leaves the own entry alone', () => {
  const own = { TargetCompany: 'Self', CurrencyCode: 'USD', Frequency: 'Monthly', Amount: '90000' };
  const doc = writeField(
    { Project: { ExpectedCustomerSpend: [own] } },
    'expected_monthly_aws_revenue',
    '1200',
  );
  expect(doc).toEqual({
    Project: {
      ExpectedCustomerSpend: [
        own,
        { CurrencyCode: 'USD', Frequency: 'Monthly', TargetCompany: 'AWS', Amount: '1200' },
      ],
    },
  });
  expect(readField(doc, 'expected_monthly_aws_revenue')).toBe('1200');
  expect(writeField(doc, 'expected_monthly_aws_revenue', '')).toEqual({
    Project: { ExpectedCustomerSpend: [own] },
  });
});

test('a currency chosen before the amount is kept, and the usual one alone makes no entry', () => {
  const yen = { CurrencyCode: 'JPY', Frequency: 'Monthly', TargetCompany: 'AWS' };
  expect(writeField({}, 'expected_spend_currency', 'JPY')).toEqual({
    Project: { ExpectedCustomerSpend: [yen] },
  });
  expect(writeField({}, 'expected_spend_currency', 'USD')).toEqual({});
});

test('a contact appears with its first member and goes with its last', () => {
  const doc = writeField({}, 'customer_email', 'jiro@example.com');
  expect(doc).toEqual({ Customer: { Contacts: [{ Email: 'jiro@example.com' }] } });
  expect(writeField(doc, 'customer_email', '')).toEqual({});
});

test('the partner contact is told by its title', () => {
  const doc = writeField({}, 'partner_contact_email', 'ken@example.com');
  expect(doc).toEqual({
    OpportunityTeam: [{ BusinessTitle: 'PartnerAccountManager', Email: 'ken@example.com' }],
  });
  expect(readField(doc, 'partner_contact_email')).toBe('ken@example.com');
});

test('false and zero are values', () => {
  expect(writePath({}, 'A.B', 0)).toEqual({ A: { B: 0 } });
  expect(writePath({}, 'A.B', false)).toEqual({ A: { B: false } });
});

test.each([
  ['Customer.Account.WebsiteUrl', 'customer_website'],
  ['Customer.Contacts[0].Email', 'customer_email'],
  ['Customer.Contacts[].Email', 'customer_email'],
  ['Project.ExpectedCustomerSpend', 'expected_monthly_aws_revenue'],
  ['LifeCycle.TargetCloseDate', 'target_close_date'],
  ['RelatedEntityIdentifiers.Solutions', 'solutions'],
  ['', undefined],
  ['Nowhere.AtAll', undefined],
])('a refusal at %s belongs to %s', (location, id) => {
  expect(fieldAt(location)).toBe(id);
});

test('editable paths open the fields in them and no others', () => {
  expect(mayEdit(['*'], 'project_title')).toBe(true);
  expect(mayEdit(['Project.ExpectedCustomerSpend'], 'expected_monthly_aws_revenue')).toBe(true);
  expect(mayEdit(['Project.ExpectedCustomerSpend[].Amount'], 'estimation_url')).toBe(false);
  expect(mayEdit([], 'project_title')).toBe(false);
});
