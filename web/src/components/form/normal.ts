import type { Field } from '../../gen/fields';

/** An amount as it is kept, and the currency that the text itself named. */
export interface Amount {
  text: string;
  currency?: string;
}

const signs: { [sign: string]: string } = { $: 'USD', '€': 'EUR', '¥': 'JPY', 円: 'JPY', '£': 'GBP' };
const grouped = /^\d{1,3}(,\d{3})+(\.\d+)?$/;
const plain = /^\d+(\.\d+)?$/;

/** Full-width letters and digits become narrow ones, and every space an ordinary one. */
const narrow = (text: string) => text.normalize('NFKC').replace(/\s/g, ' ');

/** Reads "￥12,000", "$1,200.50", "１２０００ " or "12000 USD". What is no amount stays as it was typed. */
export function readAmount(typed: string): Amount {
  const text = narrow(typed).replaceAll(' ', '').replaceAll('、', ',');
  const named = /^(USD|EUR|JPY|GBP)|(USD|EUR|JPY|GBP)$/i.exec(text);
  const sign = /^(?:US)?([$€¥£])|([円€$¥£])$/.exec(text);
  const currency = named ? named[0].toUpperCase() : signs[sign?.[1] ?? sign?.[2] ?? ''];
  const bare = text
    .replace(/^(US)?[$€¥£]|^(USD|EUR|JPY|GBP)/i, '')
    .replace(/(USD|EUR|JPY|GBP)$|[円€$¥£]$/i, '');
  if (grouped.test(bare)) return { text: bare.replaceAll(',', ''), currency };
  if (plain.test(bare)) return { text: bare, currency };
  return { text: typed.trim() };
}

/** Digits with what people put between them. */
const numbers = new Set(['customer_duns', 'customer_aws_account_id']);
const narrowed = new Set([
  'postal_code',
  'contract_duration_value',
  'parent_opportunity_id',
  'partner_crm_id',
]);

/** A text as it is sent: without the spaces around it, and narrow where only narrow characters mean something. */
export function readText(id: string, field: Pick<Field, 'type'>, typed: string): string {
  if (numbers.has(id)) {
    const digits = narrow(typed).replace(/[\s-]/g, '');
    return /^\d+$/.test(digits) ? digits : typed.trim();
  }
  switch (field.type) {
    case 'currency':
      return readAmount(typed).text;
    case 'email':
    case 'url':
    case 'phone':
      return narrow(typed).trim();
    default:
      return narrowed.has(id)
        ? narrow(typed).trim()
        : typed.replace(/^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$/g, '');
  }
}
