import { expect, test } from 'vitest';
import { fields, type Field, type FieldId } from '../../../gen/fields';
import { asSent, isShown, noSupport } from './conditions';
import { demanded, steps, unasked } from './layout';

test('every field that the catalogue puts on the form stands in its step, once', () => {
  for (const step of steps) {
    const wanted = (Object.keys(fields) as FieldId[])
      .filter(id => (fields[id] as Field).step === step.id && !unasked.includes(id))
      .sort();
    expect(step.groups.flatMap(group => group.fields).sort(), step.id).toEqual(wanted);
  }
});

test('what is demanded is on the form', () => {
  const all = new Set(steps.flatMap(step => step.groups.flatMap(group => group.fields)));
  for (const id of demanded) expect(all, id).toContain(id);
});

const form = (Account: object, more: object = {}) => ({ document: { Customer: { Account } }, ...more });

test('fields show when something else asks for them', () => {
  expect(isShown(form({ Address: { CountryCode: 'US' } }), 'state')).toBe(true);
  expect(isShown(form({ Address: { CountryCode: 'JP' } }), 'state')).toBe(false);
  expect(isShown(form({ Address: { CountryCode: 'AE' } }), 'postal_code')).toBe(false);
  expect(isShown(form({}), 'postal_code')).toBe(true);
  expect(isShown(form({ Industry: 'Government' }), 'national_security')).toBe(true);
  expect(isShown(form({}, { solutions: ['S-1'] }), 'other_solution')).toBe(false);
});

test('what went out of sight is not sent', () => {
  const typed = form({
    Industry: 'Retail',
    OtherIndustry: 'Kites',
    Address: { CountryCode: 'JP', StateOrRegion: 'Ohio' },
  });
  expect(asSent(typed).document).toEqual({
    Customer: { Account: { Industry: 'Retail', Address: { CountryCode: 'JP' } } },
  });
});

test('what may not be edited is sent as it was, shown or not', () => {
  const stored = form({ Industry: 'Retail', OtherIndustry: 'Kites' });
  expect(asSent(stored, () => false).document).toEqual(stored.document);
});

test('a deal that is only shown to AWS says that it needs no support', () => {
  const sent = asSent({
    document: { PrimaryNeedsFromAws: ['Co-Sell - Deal Support'] },
    involvement: 'For Visibility Only',
  });
  expect(sent.document.PrimaryNeedsFromAws).toEqual([noSupport]);
});

test('the length of a contract goes with its unit', () => {
  const project = { Project: { ExpectedContractDuration: { Value: '12' } } };
  expect(asSent({ document: project, involvement: 'Co-Sell' }).document).toEqual({
    Project: { ExpectedContractDuration: { Value: '12', Term: 'Months' } },
  });
});
