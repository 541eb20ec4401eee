import { values, type ValueSet } from '../../gen/fields';
import type { I18n } from '../../i18n';
import type { MessageKey } from '../../i18n/en';

/** Which set of values the groups and the series of a chart come from. */
const sets: { [chart: string]: { at?: ValueSet; series?: ValueSet } } = {
  stages: { series: 'stage' },
  money: { series: 'stage' },
  closed: { series: 'stage' },
  lost: { at: 'closed_lost_reason' },
  helped: { at: 'primary_need_from_aws' },
  sides: { at: 'aws_stage', series: 'stage' },
};

/** What a chart is called. That of money has its own words only beside its axis. */
export const titleOf = (chart: string, { t }: I18n): string =>
  t(`dashboard.${chart === 'money' ? 'stages' : chart}` as MessageKey);

/** What a group of a chart is called: a month or a day, a value of a set, or a word of the chart's own. */
export function groupName(chart: string, at: string, i18n: I18n): string {
  const { t, tx, has, shortDate, month } = i18n;
  if (/^\d{4}-\d\d$/.test(at)) return month(at);
  if (/^\d{4}-\d\d-\d\d$/.test(at)) return shortDate(at);
  const word = `dashboard.${chart === 'money' ? 'stages' : chart}.${at || 'none'}`;
  if (has(word)) return t(word);
  const set = sets[chart]?.at;
  return set ? tx(set, at) || t('filter.empty') : at;
}

export function seriesName(chart: string, series: string, { t, tx }: I18n): string {
  const set = sets[chart]?.series;
  return (set && tx(set, series)) || t('dashboard.count');
}

/** Every stage has one colour, in each chart; all stand out from a light page and from a dark one. */
const stageColours: { [stage: string]: string } = {
  Prospect: '#688ae8',
  Qualified: '#2ea597',
  'Technical Validation': '#8456ce',
  'Business Validation': '#e07941',
  Committed: '#bf8a00',
  Launched: '#1f8a3b',
  'Closed Lost': '#c33d69',
};

export const colourOf = (chart: string, series: string): string | undefined =>
  sets[chart]?.series === 'stage' ? stageColours[series] : undefined;

/** Series in the order of their set, so that stages stand in the order of a deal's life. */
export function seriesOf(chart: string, found: string[]): string[] {
  const set = sets[chart]?.series;
  const order: string[] = set ? values[set].map(([api]) => api) : [];
  return [...new Set(found)].sort((a, b) => order.indexOf(a) - order.indexOf(b));
}
