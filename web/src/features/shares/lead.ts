import type { PlainKind } from '../../components/form/PlainControl';
import { writePath, type Doc } from '../../components/form/document';
import type { MessageKey } from '../../i18n/en';

/** A field of the form of a lead. Source: AWS's model, LeadContext. */
export interface LeadField {
  path: string;
  label: MessageKey;
  kind?: PlainKind;
  required?: true;
}

export interface LeadGroup {
  title: MessageKey;
  text: MessageKey;
  fields: LeadField[];
}

const met = 'Interactions[].';
const person = `${met}Contact.`;

/** The form, in its order: what the invitation says, what stays hidden until it is accepted. */
export const groups: LeadGroup[] = [
  {
    title: 'shares.shown',
    text: 'shares.shown.text',
    fields: [
      { path: 'Customer.CompanyName', label: 'shares.lead.company', required: true },
      { path: 'Customer.Industry', label: 'shares.lead.industry', kind: 'industry' },
      { path: 'Customer.Address.CountryCode', label: 'shares.lead.country', kind: 'country' },
      { path: 'Customer.WebsiteUrl', label: 'shares.lead.website', kind: 'url' },
      { path: 'Customer.MarketSegment', label: 'shares.lead.segment' },
      { path: 'Customer.AwsMaturity', label: 'shares.lead.maturity' },
      { path: `${met}SourceType`, label: 'shares.lead.sourceType' },
      { path: `${met}SourceName`, label: 'shares.lead.sourceName' },
      { path: `${met}Usecase`, label: 'shares.lead.useCase' },
      { path: `${person}BusinessTitle`, label: 'shares.lead.jobTitle', required: true },
      { path: 'Insights.LeadReadinessScore', label: 'shares.lead.readiness' },
    ],
  },
  {
    title: 'shares.hidden',
    text: 'shares.hidden.text',
    fields: [
      { path: `${person}LastName`, label: 'desk.team.lastName', required: true },
      { path: `${person}FirstName`, label: 'desk.team.firstName', required: true },
      { path: `${person}Email`, label: 'session.email', kind: 'email', required: true },
      { path: `${person}Phone`, label: 'shares.lead.phone', kind: 'tel' },
      { path: `${met}CustomerAction`, label: 'shares.lead.action' },
      { path: `${met}BusinessProblem`, label: 'shares.lead.problem', kind: 'long' },
      { path: 'Customer.Address.City', label: 'shares.lead.city' },
      { path: 'QualificationStatus', label: 'shares.lead.qualification' },
    ],
  },
];

const paths = groups.flatMap(group => group.fields.map(field => field.path));

/**
 * The lead as AWS has it, with one interaction. Customer and person are there though nothing is known of them, so that the
 * server names each field that it misses.
 */
export function leadOf(values: { [path: string]: string }): Doc {
  let lead: Doc = { Customer: {}, Interactions: [{ Contact: {} }] };
  for (const path of paths) {
    const value = values[path]?.trim();
    if (value) lead = writePath(lead, path, value, ['index', 0]);
  }
  return lead;
}

/** The field that a refusal is about: "Lead.Interactions[0].Contact.Email". What lacks the whole person is about its first field. */
export function leadFieldAt(location: string): string | undefined {
  const path = location.replace(/^Lead\./, '').replaceAll(/\[\d+\]/g, '[]');
  return paths.find(one => one === path) ?? paths.find(one => one.startsWith(`${path}.`));
}
