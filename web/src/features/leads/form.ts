import type { Fields } from '../../components/clash/edits';
import { readPath, textOf, writePath, type Doc } from '../../components/form/document';
import type { PlainKind } from '../../components/form/PlainControl';
import type { MessageKey } from '../../i18n/en';
import type { WholeLead } from './api';
import { lastOf } from './words';

/** A field that a partner may change of a lead. The path is that of AWS's change of a lead. */
export interface LeadField {
  path: string;
  label: MessageKey;
  kind?: PlainKind;
  required?: true;
}

export interface LeadGroup {
  title: MessageKey;
  text?: MessageKey;
  fields: LeadField[];
}

const person = 'Interaction.Contact.';

export const groups: LeadGroup[] = [
  {
    title: 'wizard.group.company',
    fields: [
      { path: 'Customer.WebsiteUrl', label: 'lead.website', kind: 'url' },
      { path: 'Customer.Industry', label: 'lead.industry', kind: 'industry' },
      { path: 'Customer.MarketSegment', label: 'lead.segment' },
      { path: 'Customer.Address.CountryCode', label: 'lead.country', kind: 'country' },
      { path: 'Customer.Address.PostalCode', label: 'leads.postalCode' },
      { path: 'Customer.Address.StateOrRegion', label: 'leads.region' },
      { path: 'Customer.Address.City', label: 'leads.city' },
    ],
  },
  {
    title: 'leads.contact',
    text: 'leads.contact.help',
    fields: [
      { path: `${person}LastName`, label: 'leads.lastName', required: true },
      { path: `${person}FirstName`, label: 'leads.firstName', required: true },
      { path: `${person}BusinessTitle`, label: 'lead.title', required: true },
      { path: `${person}Email`, label: 'session.email', kind: 'email', required: true },
      { path: `${person}Phone`, label: 'contacts.phone', kind: 'tel' },
    ],
  },
  {
    title: 'leads.need',
    text: 'leads.need.help',
    fields: [
      { path: 'Interaction.Usecase', label: 'lead.useCase' },
      { path: 'Interaction.BusinessProblem', label: 'lead.problem', kind: 'long' },
    ],
  },
];

const all = groups.flatMap(group => group.fields);

export const leadFieldAt = (path: string) => all.find(field => field.path === path);

/** A lead as its form begins: what was last learned stands for the person and the need. */
export function valuesOf(lead: WholeLead): Fields {
  const doc = { Customer: lead.Customer, Interaction: lastOf(lead) } as unknown as Doc;
  return Object.fromEntries(all.map(({ path }) => [path, textOf(readPath(doc, path))]));
}

/** The change that is sent: all of the form, since AWS replaces the company whole. */
export function changeOf(values: Fields): Doc {
  let change: Doc = { Customer: {}, Interaction: { Contact: {} } };
  for (const { path } of all) {
    const value = textOf(values[path]).trim();
    if (value) change = writePath(change, path, value);
  }
  return change;
}

/** The field of a refusal: "Lead.Interaction.Contact.Email", or of a rule "Contexts[].Payload.Lead.Interactions[].Contact.Email". */
export const fieldOfRefusal = (location: string): LeadField | undefined => {
  const path = location
    .replace(/^(Contexts\[\]\.Payload\.)?Lead\./, '')
    .replace(/^Interactions\[\d*\]/, 'Interaction');
  return leadFieldAt(path) ?? all.find(field => field.path.startsWith(`${path}.`));
};
