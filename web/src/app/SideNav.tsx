import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { useLocation } from '@tanstack/react-router';
import type { Session } from '../api/session';
import { useFollow } from '../components/follow';
import { useI18n } from '../i18n';
import type { MessageKey } from '../i18n/en';

interface Group {
  title: MessageKey;
  links: (readonly [text: MessageKey, href: string])[];
}

export const managesPeople = ({ role }: Session) => role === 'AllianceLead' || role === 'AllianceTeam';

/** Whether somebody works with a partner's opportunities and leads. */
export const sells = ({ realm, role }: Session) =>
  realm === 'central' && role !== 'AWSReviewer' && role !== 'CloudAdmin';

/** Whether somebody works with what other partners share. ACE users have their own opportunities only. */
export const engages = (session: Session) => sells(session) && session.role !== 'ACEUser';

/** What somebody may see depends on the half of the product that knows them, and on their role there. */
export function groupsFor(session: Session): Group[] {
  if (session.realm === 'connector') {
    const operations = session.features.includes('operations');
    const connector: Group['links'] = [
      ['nav.log', '/connector/log'],
      ['nav.mapping', '/connector/mapping'],
      ['nav.health', '/connector/health'],
    ];
    const crm: Group[] = [
      {
        title: 'nav.crm',
        links: [
          ['nav.deals', '/crm/deals'],
          ['nav.accounts', '/crm/accounts'],
          ['nav.contacts', '/crm/contacts'],
          ['nav.leads', '/crm/leads'],
          ['nav.aceOpportunities', '/crm/ace-opportunities'],
          ['nav.aceLeads', '/crm/ace-leads'],
        ],
      },
    ];
    return operations ? [...crm, { title: 'nav.connector', links: connector }] : crm;
  }
  if (session.role === 'AWSReviewer') {
    return [
      {
        title: 'nav.review',
        links: [
          ['nav.queue', '/desk'],
          ['nav.deskAll', '/desk/all'],
          ['nav.shares', '/aws/referrals'],
          ['nav.channels', '/aws/channels'],
          ['nav.support', '/support'],
          ['nav.verifications', '/aws/verifications'],
          ['nav.profileUpdates', '/aws/profile-updates'],
          ['nav.awards', '/aws/awards'],
        ],
      },
      {
        title: 'nav.tryOut',
        links: [
          ['nav.scenarios', '/aws/scenarios'],
          ['nav.simulation', '/aws/simulation'],
        ],
      },
      { title: 'nav.automation', links: [['nav.assistants', '/assistants']] },
      {
        title: 'nav.account',
        links: [
          ['nav.letters', '/account/letters'],
          ['nav.audit', '/audit'],
        ],
      },
    ];
  }
  const groups: Group[] = [];
  if (sells(session)) {
    groups.push({
      title: 'nav.sell',
      links: [
        ['nav.dashboard', '/dashboard'],
        ['nav.opportunities', '/opportunities'],
        ['nav.leads', '/leads'],
        ...(engages(session)
          ? ([
              ['nav.invitations', '/invitations'],
              ['nav.engagements', '/engagements'],
            ] as const)
          : []),
        ['nav.bulk', '/bulk'],
      ],
    });
  }
  groups.push({
    title: 'nav.partners',
    links: [
      ['nav.findPartners', '/partners'],
      ['nav.connections', '/connections'],
    ],
  });
  if (sells(session)) {
    groups.push({
      title: 'nav.automation',
      links: [
        ['nav.proposals', '/proposals'],
        ['nav.assistants', '/assistants'],
      ],
    });
  }
  const administers = session.role === 'AllianceLead' || session.role === 'CloudAdmin';
  if (administers) {
    groups.push({
      title: 'nav.integration',
      links: [
        ['events.title', '/deliveries'],
        ['nav.audit', '/audit'],
      ],
    });
  }
  groups.push({
    title: 'nav.account',
    links: [
      ['nav.scorecard', '/account/scorecard'],
      ...(managesPeople(session) ? ([['nav.people', '/account/people']] as const) : []),
      ['nav.profile', '/account/profile'],
      ...(administers ? ([['nav.accountLink', '/account/link']] as const) : []),
      ['nav.users', '/account/users'],
      ['nav.letters', '/account/letters'],
    ],
  });
  groups.push({ title: 'nav.help', links: [['nav.support', '/support']] });
  return groups;
}

/** Pages of the event bus belong to the one link that leads there. */
const placeIn = (pathname: string) => (pathname.startsWith('/events/') ? '/deliveries' : pathname);

const placeOf = (session: Session): MessageKey => {
  if (session.realm === 'connector') return 'nav.crmConnector';
  return session.role === 'AWSReviewer' ? 'nav.awsDesk' : 'nav.partnerCentral';
};

export function SideNav({ session }: { session: Session }) {
  const { t } = useI18n();
  const follow = useFollow();
  const { pathname } = useLocation();
  const groups = groupsFor(session);
  // Of two links on the way to a page, the nearer one is lit.
  const [active] = groups
    .flatMap(group => group.links)
    .filter(([, href]) => placeIn(pathname).startsWith(href))
    .sort(([, a], [, b]) => b.length - a.length);
  const items = groups.map((group): SideNavigationProps.SectionGroup => ({
    type: 'section-group',
    title: t(group.title),
    items: group.links.map(([text, href]) => ({ type: 'link', text: t(text), href })),
  }));
  return (
    <SideNavigation
      header={{ href: '/', text: t(placeOf(session)) }}
      items={items}
      activeHref={active?.[1]}
      onFollow={follow}
    />
  );
}
