// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { listSearch } from '../../components/list/search';
import { createI18n } from '../../i18n';
import en from '../../i18n/en';
import ja from '../../i18n/ja';
import { listHref, type Figure } from './api';
import { values } from '../../gen/fields';
import { colourOf, groupName, seriesOf } from './names';

const figure: Figure = {
  at: '2026-12',
  count: 3,
  list: 'opportunities',
  filters: [
    { property: 'stage', operator: '=', value: ['Closed Lost'] },
    { property: 'closed_lost_reason', operator: '=', value: ['Delay / Cancellation of Project'] },
    { property: 'closeDate', operator: '>=', value: ['2026-12-01'] },
    { property: 'next_steps_changed', operator: '=', value: [''] },
  ],
};

test('the address of a figure gives the list the filters of the figure', () => {
  const { pathname, searchParams } = new URL(listHref(figure), 'http://here.invalid');
  expect(pathname).toBe('/opportunities');
  expect(searchParams.get('view')).toBe('all');
  const { filter } = listSearch({ filter: JSON.parse(searchParams.get('filter') ?? '') });
  expect(filter).toEqual(figure.filters);
  expect(listHref({ ...figure, list: 'invitations' })).toMatch(/^\/invitations\?filter=/);
});

test('groups are named as people say them, in both languages', () => {
  const [english, japanese] = [createI18n('en', en), createI18n('ja', ja)];
  expect(groupName('stages', '2026-12', english)).toBe('Dec 2026');
  expect(groupName('stages', '2026-12', japanese)).toBe('2026年12月');
  expect(groupName('stages', 'later', japanese)).toBe('以降');
  expect(groupName('rounds', '3', english)).toBe('3 or more');
  expect(groupName('lost', 'Price', japanese)).toBe('価格');
  expect(groupName('lost', '', english)).toBe(english.t('filter.empty'));
  expect(groupName('expiring', '2026-12-03', english)).toBe('Dec 3');
});

test('stages stand in the order of the life of a deal', () => {
  expect(seriesOf('stages', ['Committed', 'Prospect', 'Committed', 'Qualified'])).toEqual([
    'Prospect',
    'Qualified',
    'Committed',
  ]);
});

test('a stage has one colour of its own in every chart', () => {
  const stages = values.stage.map(([api]) => api);
  const colours = stages.map(stage => colourOf('stages', stage));
  expect(colours).not.toContain(undefined);
  expect(new Set(colours).size).toBe(stages.length);
  for (const chart of ['money', 'closed', 'sides'])
    expect(stages.map(stage => colourOf(chart, stage))).toEqual(colours);
});
