import { fields, type Field } from '../../gen/fields';
import type { I18n } from '../../i18n';
import type { MessageKey } from '../../i18n/en';
import { fieldAt, listOf, textOf } from './document';

/** A value as it stood in the record, in words where the catalogue has them. */
export function shown(path: string, value: unknown, i18n: I18n): string {
  const id = fieldAt(path);
  const field: Field | undefined = id && fields[id];
  const title = path.startsWith('AwsOpportunitySummary.') && path.endsWith('.BusinessTitle');
  const word = (one: string) =>
    title
      ? i18n.tx('aws_team_role', one)
      : field?.values
        ? i18n.tx(field.values, one)
        : field?.type === 'date'
          ? i18n.date(one)
          : one;
  const none =
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
  if (none) return i18n.t('history.nothing');
  if (Array.isArray(value) && value.every(one => typeof one !== 'object'))
    return i18n.list(listOf(value).map(word));
  if (typeof value === 'object') return JSON.stringify(value);
  return word(textOf(value) || String(value as boolean));
}

/** What AWS's side has beside the fields of the catalogue: members of lists whose entries have no field of their own. */
const members: Record<string, MessageKey> = {
  'AwsOpportunitySummary.OpportunityTeam[].BusinessTitle': 'history.team.role',
  'AwsOpportunitySummary.OpportunityTeam[].Email': 'history.team.email',
  'AwsOpportunitySummary.OpportunityTeam[].FirstName': 'history.team.firstName',
  'AwsOpportunitySummary.OpportunityTeam[].LastName': 'history.team.lastName',
  'AwsOpportunitySummary.Insights.Recommendations[].Details': 'history.recommendation.details',
  'AwsOpportunitySummary.Insights.Recommendations[].Type': 'history.recommendation.type',
};

/** The words for a place in a record; which entry of a list is meant is said from the second on. */
export function labelAt(path: string, i18n: I18n): string {
  const at = Number(/\[(\d+)\]/.exec(path)?.[1] ?? 0);
  const member = members[path.replaceAll(/\[\d+\]/g, '[]')];
  const id = fieldAt(path);
  const label = member ? i18n.t(member) : id ? i18n.label(id) : path;
  return at > 0 && label !== path ? i18n.t('history.entry', { field: label, number: at + 1 }) : label;
}
