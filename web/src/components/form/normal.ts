import { values, type Field } from '../../gen/fields';

/** An amount as somebody typed it. The server reads files the same way: internal/ace/entry has the table of both. */
export interface Amount {
  /** In digits, as it is kept; as it was typed when it cannot be read. */
  text: string;
  /** What a sign or a code in the text can mean, the usual currency first. */
  currencies: readonly string[];
  read: boolean;
}

const dollars = ['USD', 'AUD', 'CAD', 'HKD', 'MXN', 'NZD', 'SGD', 'TWD'];
/** What people write for currencies, the longer before those they begin with. */
const signs: (readonly [sign: string, currencies: readonly string[]])[] = [
  ['US$', ['USD']],
  ['米ドル', ['USD']],
  ['ドル', dollars],
  ['$', dollars],
  ['ユーロ', ['EUR']],
  ['€', ['EUR']],
  ['円', ['JPY']],
  ['¥', ['JPY', 'CNY']],
  ['元', ['CNY', 'TWD']],
  ['£', ['GBP']],
];
/** The powers of ten that units stand for. A small m is none of them: it may mean months. */
const powers = new Map(
  Object.entries({
    千: 3,
    万: 4,
    百万: 6,
    千万: 7,
    億: 8,
    十億: 9,
    百億: 10,
    千億: 11,
    兆: 12,
    k: 3,
    K: 3,
    M: 6,
  }),
);
const part = /^(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(千万|百万|十億|百億|千億|千|万|億|兆|k|K|M)?/;
const longest = 48;

/** Full-width letters and digits become narrow ones, and every space an ordinary one. */
const narrow = (text: string) => text.normalize('NFKC').replace(/\s/g, ' ');
const packed = (text: string) => text.normalize('NFKC').replace(/[\s\u200b]/g, '');
const dashes = /[‐‑‒–—―−ー⁃]/g;

const isCode = (text: string) =>
  text.length === 3 && values.currency.some(([api]) => api === text.toUpperCase());

/** Takes signs and codes of currencies from the front of a text; CAD$ names one twice. */
function leading(text: string): [readonly string[] | undefined, string] {
  const code = text.slice(0, 3);
  const named = isCode(code) ? code.toUpperCase() : undefined;
  const rest = named ? text.slice(3) : text;
  const sign = signs.find(([one]) => rest.startsWith(one));
  if (!sign) return [named ? [named] : undefined, rest];
  return [named && sign[1].includes(named) ? [named] : sign[1], rest.slice(sign[0].length)];
}

function trailing(text: string): [readonly string[] | undefined, string] {
  if (isCode(text.slice(-3))) return [[text.slice(-3).toUpperCase()], text.slice(0, -3)];
  const sign = signs.find(([one]) => text.endsWith(one));
  return sign ? [sign[1], text.slice(0, -sign[0].length)] : [undefined, text];
}

/** Works the parts of a number out: 1億2,000万 has two. */
function worth(text: string): string | undefined {
  let total = 0n;
  let above: number | undefined;
  let rest = text;
  while (rest !== '') {
    const found = part.exec(rest);
    if (!found) return undefined;
    rest = rest.slice(found[0].length);
    const whole = (found[1] ?? '').replaceAll(',', '');
    const fraction = (found[2] ?? '').slice(1);
    const power = powers.get(found[3] ?? '') ?? 0;
    const latin = /[kKM]/.test(found[3] ?? '');
    if (above === undefined && rest === '' && power === 0) return whole + (found[2] ?? '');
    const scaled = BigInt(whole + fraction) * 10n ** BigInt(power); // too large by the digits of the fraction
    const scale = 10n ** BigInt(fraction.length);
    const falling = above === undefined || (power < above && !latin && scaled < 10n ** BigInt(above) * scale);
    if ((fraction && rest !== '') || !falling || (rest !== '' && (power === 0 || latin))) return undefined;
    total = total * scale + scaled;
    if (rest === '') return pointed(total, fraction.length);
    above = power;
  }
  return undefined;
}

/** A whole number with the decimal point so many digits from its end. */
function pointed(value: bigint, digits: number): string {
  const text = value.toString().padStart(digits + 1, '0');
  const fraction = text.slice(text.length - digits).replace(/0+$/, '');
  return text.slice(0, text.length - digits) + (digits > 0 && fraction ? `.${fraction}` : '');
}

/** Reads "￥12,000", "$1,200.50", "12000 USD", "120万" or "1.2億円". What is no amount stays as it was typed. */
export function readAmount(typed: string): Amount {
  const unread = { text: typed.trim(), currencies: [], read: false };
  const text = packed(typed).replaceAll('、', ',');
  if (new TextEncoder().encode(text).length > longest) return unread;
  const [before, inner] = leading(text);
  const [after, bare] = trailing(inner);
  const currencies = before && after ? before.filter(one => after.includes(one)) : (before ?? after ?? []);
  if (before && after && currencies.length === 0) return unread;
  const digits = worth(bare);
  return digits === undefined ? unread : { text: digits, currencies, read: true };
}

/** Says whether a text names a currency, and not the one that the amount is in. */
export const contradicts = (amount: Amount, currency: string) =>
  amount.currencies.length > 0 && !amount.currencies.includes(currency);

/** An amount as it is kept; one that names another currency stays as it was typed, for whoever typed it to decide. */
export function amountIn(currency: string, typed: string): string {
  const amount = readAmount(typed);
  return currency && contradicts(amount, currency) ? typed.trim() : amount.text;
}

function readPostalCode(typed: string): string {
  const text = narrow(typed).replace(dashes, '-').replace(/ +/g, ' ').trim();
  return text.replace(/^〒/, '').replace(/ *- */g, '-').trim();
}

function readPhone(typed: string): string {
  const text = packed(typed)
    .replace(dashes, '-')
    .replace(/^(\+\d{1,3})\(0\)/, '$1') // the zero that is dialled only inside of the country
    .replace(/[-().]/g, '');
  return /^\+?\d+$/.test(text) ? text : typed.trim();
}

function readNumber(typed: string): string {
  const digits = packed(typed).replace(dashes, '-').replaceAll('-', '');
  return /^\d+$/.test(digits) ? digits : typed.trim();
}

/** Digits with what people put between them. */
const numbers = new Set(['customer_duns', 'customer_aws_account_id']);
const narrowed = new Set(['contract_duration_value', 'parent_opportunity_id', 'partner_crm_id']);

/**
 * A text as it is sent: without the spaces around it, and narrow where only narrow characters mean something. `currency`
 * is the one that an amount is in.
 */
export function readText(id: string, field: Pick<Field, 'type'>, typed: string, currency = ''): string {
  if (numbers.has(id)) return readNumber(typed);
  if (id === 'postal_code') return readPostalCode(typed);
  switch (field.type) {
    case 'currency':
      return amountIn(currency, typed);
    case 'phone':
      return readPhone(typed);
    case 'email':
    case 'url':
      return narrow(typed).trim();
    default:
      return narrowed.has(id)
        ? narrow(typed).trim()
        : typed.replace(/^[\s\u200b\ufeff]+|[\s\u200b\ufeff]+$/g, '');
  }
}
