import type { Token } from '../../api/list';
import type { MessageKey } from '../../i18n/en';

/** Where the records of an object live, in the words of the address. Opportunities of the CRM are deals there. */
const slugs = {
  deals: { object: 'Opportunity', title: 'nav.deals' },
  accounts: { object: 'Account', title: 'nav.accounts' },
  contacts: { object: 'Contact', title: 'nav.contacts' },
  leads: { object: 'Lead', title: 'nav.leads' },
  'ace-opportunities': { object: 'ACEOpportunity', title: 'nav.aceOpportunities' },
  'ace-leads': { object: 'ACELead', title: 'nav.aceLeads' },
} as const satisfies Record<string, { object: string; title: MessageKey }>;

export type Slug = keyof typeof slugs;

const isSlug = (text: string): text is Slug => text in slugs;

export const placeAt = (slug: string) => (isSlug(slug) ? { slug, ...slugs[slug] } : undefined);

const slugOf = new Map<string, string>(Object.entries(slugs).map(([slug, place]) => [place.object, slug]));

export const listHref = (object: string, tokens?: Token[]): string => {
  const path = `/crm/${slugOf.get(object) ?? 'deals'}`;
  return tokens ? `${path}?filter=${encodeURIComponent(JSON.stringify(tokens))}` : path;
};

export const recordHref = (object: string, id: string): string =>
  `${listHref(object)}/${encodeURIComponent(id)}`;

/** The form of a record, at the field that is to be mended; saving leads back to where somebody came from. */
export const fieldHref = (object: string, id: string, field?: string, back?: string): string => {
  const search = new URLSearchParams();
  if (field) search.set('field', field);
  if (back) search.set('back', back);
  const text = search.toString();
  return `${recordHref(object, id)}/edit${text ? `?${text}` : ''}`;
};

export const logHref = (id: string): string => `/connector/log/${encodeURIComponent(id)}`;

export const logListHref = (tokens: Token[]): string =>
  `/connector/log?filter=${encodeURIComponent(JSON.stringify(tokens))}`;
