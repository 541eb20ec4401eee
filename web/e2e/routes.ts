/** A page by the address of its route: who may open it, and where an address names a record, how one is found. */
export interface Place {
  role: 'AllianceLead' | 'AWSReviewer' | 'Seller' | 'SalesOps' | 'nobody';
  /** A list and the field of its first item that the address takes; what is missing is made before, by the name. */
  from?: string;
  field?: string;
  makes?: 'run' | 'case' | 'channel' | 'proposal' | 'rule' | 'update';
  search?: string;
}

const partner = { role: 'AllianceLead' } as const;
const desk = { role: 'AWSReviewer' } as const;
const seller = { role: 'Seller' } as const;
const operations = { role: 'SalesOps' } as const;
const central = '/api/central';

/** All routes but those that only lead to another one. A test holds them against the router. */
export const places: Record<string, Place> = {
  '/login': { role: 'nobody' },
  '/login/return': { role: 'nobody' },
  '/password': { role: 'nobody', search: '?token=none' },
  '/account/profile/': partner,
  '/account/profile/edit': partner,
  '/account/link': partner,
  '/account/users': partner,
  '/account/letters': partner,
  '/account/people': partner,
  '/account/scorecard': partner,
  '/assistants/': partner,
  '/assistants/issue': partner,
  '/audit': partner,
  '/aws/awards': desk,
  '/aws/channels/': desk,
  '/aws/channels/$id': { ...desk, from: `${central}/desk/channels`, makes: 'channel' },
  '/aws/profile-updates/': desk,
  '/aws/profile-updates/$id': { ...desk, from: `${central}/desk/profile-updates`, makes: 'update' },
  '/aws/referrals/': desk,
  '/aws/referrals/lead': desk,
  '/aws/referrals/opportunity': desk,
  '/aws/referrals/sent/$id': { ...desk, from: `${central}/desk/invitations` },
  '/aws/scenarios/': desk,
  '/aws/scenarios/$name': { ...desk, from: `${central}/desk/scenarios`, field: 'name' },
  '/aws/script': desk,
  '/aws/simulation': desk,
  '/aws/verifications': desk,
  '/bulk/': partner,
  '/bulk/import': partner,
  '/bulk/update': partner,
  '/bulk/$id': { ...partner, from: `${central}/bulk/runs`, makes: 'run' },
  '/connections': partner,
  '/connector/health': operations,
  '/connector/log/': seller,
  '/connector/log/$id': { ...seller, from: '/api/connector/log' },
  '/connector/mapping': operations,
  '/crm/$slug/': seller,
  '/crm/$slug/create': seller,
  '/crm/$slug/$id/': { ...seller, from: '/api/connector/objects/Opportunity/records' },
  '/crm/$slug/$id/edit': { ...seller, from: '/api/connector/objects/Opportunity/records' },
  '/crm/$slug/$id/answer': { ...seller, from: '/api/connector/objects/Opportunity/records' },
  '/dashboard': partner,
  '/deliveries': partner,
  '/desk/': desk,
  '/desk/all': desk,
  '/desk/$id': { ...desk, from: `${central}/desk/opportunities` },
  '/engagements/': partner,
  '/engagements/$id': { ...partner, from: `${central}/engagements` },
  '/events/archives': partner,
  '/events/connections': partner,
  '/events/destinations': partner,
  '/events/new-rule': partner,
  '/events/replays': partner,
  '/events/rule/$id': { ...partner, from: `${central}/event-rules`, field: 'name', makes: 'rule' },
  '/events/rules': partner,
  '/invitations/': partner,
  '/invitations/$id': { ...partner, from: `${central}/invitations` },
  '/leads/': partner,
  '/leads/$id/': { ...partner, from: `${central}/leads` },
  '/leads/$id/edit': { ...partner, from: `${central}/leads` },
  '/notifications': partner,
  '/opportunities/': partner,
  '/opportunities/board': partner,
  '/opportunities/create': partner,
  '/opportunities/$id/': { ...partner, from: `${central}/opportunities` },
  '/opportunities/$id/edit': { ...partner, from: `${central}/opportunities` },
  '/partners': partner,
  '/proposals/': partner,
  '/proposals/$id': { ...partner, from: `${central}/proposals`, makes: 'proposal' },
  '/settings/notifications': partner,
  '/settings/security': partner,
  '/support/': partner,
  '/support/new': partner,
  '/support/$id': { ...partner, from: `${central}/support/cases`, makes: 'case' },
  '/$': partner,
};
