import { expect, test } from 'vitest';
import { leadFieldAt, leadOf } from './lead';

test('what was typed becomes a lead with one interaction; what is empty is left out', () => {
  expect(
    leadOf({
      'Customer.CompanyName': ' Kumo ',
      'Customer.Address.CountryCode': 'JP',
      'Customer.WebsiteUrl': '',
      'Interactions[].SourceType': 'Event',
      'Interactions[].Contact.Email': 'a@kumo.example',
    }),
  ).toEqual({
    Customer: { CompanyName: 'Kumo', Address: { CountryCode: 'JP' } },
    Interactions: [{ SourceType: 'Event', Contact: { Email: 'a@kumo.example' } }],
  });
  expect(leadOf({})).toEqual({ Customer: {}, Interactions: [{ Contact: {} }] });
});

test('a refusal finds its field, and one of a whole member the first in it', () => {
  expect(leadFieldAt('Lead.Interactions[0].Contact.Email')).toBe('Interactions[].Contact.Email');
  expect(leadFieldAt('Lead.Customer')).toBe('Customer.CompanyName');
  expect(leadFieldAt('Lead.Interactions[0].Contact')).toBe('Interactions[].Contact.BusinessTitle');
  expect(leadFieldAt('Partner')).toBeUndefined();
});
