import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fields, type Field } from '../../gen/fields';
import { createI18n } from '../../i18n';
import en from '../../i18n/en';
import ja from '../../i18n/ja';
import { labelAt, shown } from './changed';

const languages = [createI18n('en', en), createI18n('ja', ja)];

/** Places that a history can name: every field that partners send, and all of AWS's side as the server writes it. */
const sent: string[] = (Object.values(fields) as Field[])
  .filter(field => ['Opportunity', 'SubmitOpportunity'].includes(field.source))
  .map(field => field.path);
const side = readFileSync('../internal/central/opportunity/testdata/aws-history-paths.txt', 'utf8')
  .trim()
  .split('\n');

test('every place in a history has its words in both languages', () => {
  expect(side.length).toBeGreaterThan(10);
  for (const path of [...sent, ...side, 'Involvement']) {
    for (const i18n of languages) {
      for (const one of [path.replaceAll('[]', '[0]'), path.replaceAll('[]', '[1]')])
        expect(labelAt(one, i18n), `${i18n.locale} ${one}`).not.toMatch(/\.|\[|^[A-Z][a-z]+[A-Z]/);
    }
  }
});

test('the values of AWS are told in words', () => {
  const japanese = languages[1]!;
  expect(shown('AwsOpportunitySummary.LifeCycle.Stage', 'Technical Validation', japanese)).not.toBe(
    'Technical Validation',
  );
  expect(shown('RelatedEntityIdentifiers.Solutions', [], japanese)).toBe(japanese.t('history.nothing'));
  expect(shown('AwsOpportunitySummary.InvolvementType', 'Co-Sell', japanese)).toBe('共同販売');
  expect(shown('AwsOpportunitySummary.OpportunityTeam[0].BusinessTitle', 'AWSSalesRep', japanese)).toMatch(
    /営業/,
  );
});

test('names stand in the order of their script, in both languages', () => {
  for (const { fullName } of languages) {
    expect(fullName('Robin', 'Miller')).toBe('Robin Miller');
    expect(fullName('花子', '佐藤')).toBe('佐藤 花子');
  }
});
