import type { I18n } from '../../i18n';
import type { MessageKey } from '../../i18n/en';
import { leadStatuses, type WholeLead } from './api';

export const statusText = (status: string | undefined, { t }: I18n): string => {
  const known = leadStatuses.find(one => one === status);
  return known ? t(`leads.status.${known}`) : (status ?? '');
};

/** The names of what a history tells of, by its path in AWS's lead. */
const labels: { [path: string]: MessageKey } = {
  QualificationStatus: 'leads.status',
  Owner: 'leads.owner',
  Opportunity: 'leads.opportunity',
  'Customer.CompanyName': 'lead.company',
  'Customer.WebsiteUrl': 'lead.website',
  'Customer.Industry': 'lead.industry',
  'Customer.MarketSegment': 'lead.segment',
  'Customer.AwsMaturity': 'lead.maturity',
  'Customer.Address.CountryCode': 'lead.country',
  'Customer.Address.StateOrRegion': 'leads.region',
  'Customer.Address.City': 'leads.city',
  'Customer.Address.PostalCode': 'leads.postalCode',
  'Interactions[].Usecase': 'lead.useCase',
  'Interactions[].BusinessProblem': 'lead.problem',
  'Interactions[].CustomerAction': 'lead.action',
  'Interactions[].Contact.LastName': 'leads.lastName',
  'Interactions[].Contact.FirstName': 'leads.firstName',
  'Interactions[].Contact.BusinessTitle': 'lead.title',
  'Interactions[].Contact.Email': 'session.email',
  'Interactions[].Contact.Phone': 'contacts.phone',
};

export const leadLabel = (path: string, { t }: I18n) => {
  const key = labels[path];
  return key ? t(key) : path;
};

export const leadValue = (path: string, value: string, i18n: I18n): string => {
  if (value === '') return i18n.t('history.nothing');
  if (path === 'QualificationStatus') return statusText(value, i18n);
  if (path === 'Customer.Industry') return i18n.tx('industry', value);
  if (path === 'Customer.Address.CountryCode') return i18n.tx('country', value);
  return value;
};

/** What was last learned of the person and the need: the latest entry, as the server counts. */
export const lastOf = (lead: WholeLead) => lead.Interactions?.at(-1);
