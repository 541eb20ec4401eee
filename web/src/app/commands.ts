import type { Session } from '../api/session';
import type { View } from '../api/views';
import { tableAt } from '../features/bulk/api';
import { viewName, viewTokens } from '../features/views/views';
import { locales, type I18n, type Locale } from '../i18n';
import type { Setting } from './settings';
import { engages, managesPeople, sells } from './SideNav';
import type { Theme } from './theme';

/** Something that the palette does: it goes to a page, downloads a file, makes a choice of the settings, or signs out. */
export interface Command {
  label: string;
  href?: string;
  download?: string;
  setting?: Setting;
  leave?: true;
}

const themes: Theme[] = ['light', 'dark', 'system'];

function work(session: Session, { t }: I18n): Command[] {
  if (session.realm === 'connector') return [{ label: t('command.deal'), href: '/crm/deals/create' }];
  if (session.role === 'AWSReviewer')
    return [
      { label: t('command.refer'), href: '/aws/referrals/opportunity' },
      { label: t('command.shareLead'), href: '/aws/referrals/lead' },
    ];
  return [
    ...(sells(session)
      ? [
          { label: t('command.create'), href: '/opportunities/create' },
          { label: t('bulk.import'), href: '/bulk/import' },
        ]
      : []),
    { label: t('command.findPartner'), href: '/partners' },
    ...(managesPeople(session) ? [{ label: t('command.invite'), href: '/account/people' }] : []),
    { label: t('command.support'), href: '/support/new' },
  ];
}

/** What somebody can do from anywhere. Nothing is in it that would refuse its role. */
export function commandsFor(session: Session, i18n: I18n): Command[] {
  const { t, locale } = i18n;
  const languages = (Object.keys(locales) as Locale[]).filter(one => one !== locale);
  return [
    ...work(session, i18n),
    ...languages.map(one => ({
      label: t('command.language', { language: locales[one] }),
      setting: `language:${one}` as const,
    })),
    ...themes.map(one => ({
      label: t('command.theme', { theme: t(`theme.${one}`) }),
      setting: `theme:${one}` as const,
    })),
    { label: t('command.password'), href: '/settings/security' },
    { label: t('session.signOut'), leave: true },
  ];
}

const places: [pattern: RegExp, href: string, of: (session: Session) => boolean][] = [
  [/^O\d+$/i, '/opportunities', sells],
  [/^O\d+$/i, '/desk', session => session.role === 'AWSReviewer'],
  [/^eng-\w+$/i, '/engagements', engages],
  [/^engi-\w+$/i, '/invitations', engages],
];

/** The record whose identifier was typed. */
export const opens = (text: string, session: Session, { t }: I18n): Command[] =>
  places
    .filter(([pattern, , of]) => pattern.test(text) && of(session))
    .map(([pattern, href]) => {
      const id = pattern.source.startsWith('^O') ? text.toUpperCase() : text.toLowerCase();
      return { label: t('command.open', { id }), href: `${href}/${id}` };
    });

/** The lists in which any text can be looked for. */
export function searches(text: string, session: Session, { t }: I18n): Command[] {
  if (!sells(session)) return [];
  const filter = encodeURIComponent(JSON.stringify([{ operator: ':', value: text }]));
  return [
    { label: t('command.searchOpportunities', { text }), href: `/opportunities?filter=${filter}` },
    { label: t('command.searchLeads', { text }), href: `/leads?filter=${filter}` },
  ];
}

/** The downloads of views of the opportunities. */
export function exportsOf(views: View[], i18n: I18n): Command[] {
  return views.map(view => ({
    label: i18n.t('command.export', { view: viewName('opportunities', view, i18n) }),
    download: tableAt(
      'export',
      'csv',
      i18n.locale,
      { filter: viewTokens(view), sort: view.sort, order: view.order },
      [],
    ),
  }));
}
