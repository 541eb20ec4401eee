import { expect, test } from 'vitest';
import type { Record } from '../../../api/central';
import { cloneOf } from './begin';

const record = (close: string) =>
  ({
    document: {
      Id: 'O1000001',
      OpportunityType: 'Expansion',
      PartnerOpportunityIdentifier: 'CRM-7',
      Customer: { Account: { CompanyName: 'Marble Foods', Industry: 'Retail', OtherIndustry: 'old' } },
      LifeCycle: {
        Stage: 'Launched',
        ReviewStatus: 'Approved',
        NextSteps: 'Call',
        NextStepsHistory: [{ Value: 'Call', Time: '2026-01-01T00:00:00Z' }],
        TargetCloseDate: close,
        ClosedLostReason: 'Price',
      },
      Project: {
        Title: 'Fresh shelves',
        ExpectedCustomerSpend: [
          { Amount: '100', CurrencyCode: 'EUR', Frequency: 'Monthly', TargetCompany: 'AWS' },
          { Amount: '900', CurrencyCode: 'EUR', Frequency: 'Monthly', TargetCompany: 'Self' },
        ],
      },
      OpportunityTeam: [{ BusinessTitle: 'OpportunityOwner', Email: 'a@example.com' }],
    },
    solutions: [{ id: 'S-0000001' }],
    products: [{ id: 'AWSLambda' }],
    involvement: 'Co-Sell',
    visibility: 'Limited',
  }) as unknown as Record;

test('a clone takes what the form asks for, and begins anew', () => {
  const { document, ...beside } = cloneOf(record('2099-01-31'), new Date('2026-04-01T00:00:00Z'));
  expect(beside).toEqual({
    solutions: ['S-0000001'],
    products: ['AWSLambda'],
    involvement: 'Co-Sell',
    visibility: 'Limited',
  });
  expect(document.LifeCycle).toEqual({ TargetCloseDate: '2099-01-31' });
  expect(document.Customer).toEqual({ Account: { CompanyName: 'Marble Foods', Industry: 'Retail' } });
  expect(document.Origin).toBe('Partner Referral');
  expect(document.OpportunityType).toBe('Expansion');
  expect(document).not.toHaveProperty('Id');
  expect(document).not.toHaveProperty('PartnerOpportunityIdentifier');
  expect(document).not.toHaveProperty('OpportunityTeam');
  const spend = (document.Project as { ExpectedCustomerSpend: { TargetCompany: string; Amount: string }[] })
    .ExpectedCustomerSpend;
  expect(spend.map(one => `${one.TargetCompany} ${one.Amount}`).sort()).toEqual(['AWS 100', 'Self 900']);
});

test('a close date that has passed is asked for anew', () => {
  const { document } = cloneOf(record('2026-03-31'), new Date('2026-04-01T00:00:00Z'));
  expect(document).not.toHaveProperty('LifeCycle');
});
