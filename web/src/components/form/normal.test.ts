import { expect, test } from 'vitest';
import { readAmount, readText } from './normal';

test.each([
  ['12,000', '12000', undefined],
  ['１２，０００', '12000', undefined],
  ['￥12,000', '12000', 'JPY'],
  ['12,000円', '12000', 'JPY'],
  ['$1,200.50 ', '1200.50', 'USD'],
  ['US$1200', '1200', 'USD'],
  ['＄９００', '900', 'USD'],
  ['€ 3,000', '3000', 'EUR'],
  ['12000 USD', '12000', 'USD'],
  ['eur 12', '12', 'EUR'],
  ['12000', '12000', undefined],
])('%s is %s', (typed, text, currency) => {
  expect(readAmount(typed)).toEqual({ text, currency });
});

test.each(['1,2,3', '12.000,50', '-5', 'about 12', '12万', ''])(
  '%s is left for the server to refuse',
  typed => {
    expect(readAmount(typed).text).toBe(typed);
  },
);

test('texts lose the spaces around them, and digits what stands between them', () => {
  const text = { type: 'text' };
  expect(readText('project_title', text, '　工場データ基盤 ')).toBe('工場データ基盤');
  expect(readText('project_title', text, 'ＡＢＣ')).toBe('ＡＢＣ'); // a name may be wide
  expect(readText('postal_code', text, '２２０－００１１ ')).toBe('220-0011');
  expect(readText('customer_duns', text, '12-345-6789')).toBe('123456789');
  expect(readText('customer_aws_account_id', text, '１１１１ ２２２２ ３３３３')).toBe('111122223333');
  expect(readText('customer_aws_account_id', text, 'mine ')).toBe('mine');
  expect(readText('customer_email', { type: 'email' }, ' ａ@example.com')).toBe('a@example.com');
  expect(readText('expected_monthly_aws_revenue', { type: 'currency' }, '￥12,000')).toBe('12000');
});
