import { expect, test } from 'vitest';
import table from '../../../../internal/ace/entry/testdata/entries.json';
import { amountIn, contradicts, readAmount, readText } from './normal';

interface Typed {
  typed: string;
  text?: string;
  currencies?: string[];
  unread?: boolean;
}

test.each(table.amounts as Typed[])('$typed is read as the server reads it', row => {
  expect(readAmount(row.typed)).toEqual({
    text: row.unread ? row.typed.trim() : row.text,
    currencies: row.currencies ?? [],
    read: !row.unread,
  });
});

test.each([
  ['postal_code', 'text', table.postalCodes],
  ['customer_phone', 'phone', table.phones],
  ['customer_aws_account_id', 'text', table.numbers],
  ['customer_duns', 'text', table.numbers],
])('%s is tidied as the server tidies it', (id, type, rows) => {
  for (const { typed, text } of rows) expect(readText(id, { type }, typed), typed).toBe(text);
});

test('a currency in the text is held against the chosen one', () => {
  expect(contradicts(readAmount('¥12,000'), 'USD')).toBe(true);
  expect(contradicts(readAmount('¥12,000'), 'CNY')).toBe(false);
  expect(contradicts(readAmount('12,000'), 'USD')).toBe(false);
  expect(amountIn('USD', '$12,000')).toBe('12000');
  expect(amountIn('USD', '¥12,000 ')).toBe('¥12,000'); // nobody knows whether the sign or the choice is wrong
  expect(amountIn('', '¥12,000')).toBe('12000');
});

test('texts lose the spaces around them, and digits what stands between them', () => {
  const text = { type: 'text' };
  expect(readText('project_title', text, '　工場データ基盤 ')).toBe('工場データ基盤');
  expect(readText('project_title', text, 'ＡＢＣ')).toBe('ＡＢＣ'); // a name may be wide
  expect(readText('customer_email', { type: 'email' }, ' ａ@example.com')).toBe('a@example.com');
  expect(readText('expected_monthly_aws_revenue', { type: 'currency' }, '￥12,000')).toBe('12000');
});
