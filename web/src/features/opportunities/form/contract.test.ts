import { expect, test } from 'vitest';
import { createI18n } from '../../../i18n/create';
import en from '../../../i18n/en';
import { contractText, ofContract } from './contract';

const doc = {
  Project: {
    ExpectedCustomerSpend: [
      { TargetCompany: 'AWS', CurrencyCode: 'USD', Frequency: 'Monthly', Amount: '1200' },
      { TargetCompany: 'Self', CurrencyCode: 'EUR', Frequency: 'Monthly', Amount: '90000' },
    ],
  },
};
const refusal = (location: string) => ({ location, code: 'INVALID_VALUE', message: 'No.' });

test('the contract value is told in its currency, and a missing one as such', () => {
  const i18n = createI18n('en', en);
  expect(contractText(doc, i18n)).toBe('€90,000');
  expect(contractText({}, i18n)).toBe(i18n.t('common.empty'));
});

test('a refusal of the contract value is told from one of the revenue in the same list', () => {
  expect(ofContract(refusal('Project.ExpectedCustomerSpend[1].Amount'), doc)).toBe(true);
  expect(ofContract(refusal('Project.ExpectedCustomerSpend[0].Amount'), doc)).toBe(false);
  expect(ofContract(refusal('Project.ExpectedCustomerSpend'), doc)).toBe(false);
});
