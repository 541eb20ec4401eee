import AppLayoutToolbar, {
  type AppLayoutToolbarProps,
} from '@cloudscape-design/components/app-layout-toolbar';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Outlet, useMatches } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { sessionQuery } from '../api/session';
import { useFollow } from '../components/follow';
import { needsTerms, TermsNeeded } from '../features/access/TermsNeeded';
import { useI18n } from '../i18n';
import type { MessageKey } from '../i18n/en';
import { useFlash } from './flash';
import { RoleChanged } from './RoleChanged';
import { HelpContext, HelpText, type HelpTopic } from './help';
import { SideNav } from './SideNav';
import { TopBar } from './TopBar';

// Neither is needed before somebody asks for it, or something happens.
const Flashbar = lazy(() => import('@cloudscape-design/components/flashbar'));
const Palette = lazy(() => import('./Palette').then(({ Palette }) => ({ default: Palette })));

/** What a route tells the shell about its page. */
export interface PageData {
  /**
   * The name in breadcrumbs and in the browser's tab; "$id" takes that part of the path, a function reads the path.
   * A route that loads a record answers its name as "crumb".
   */
  crumb?: MessageKey | `$${string}` | ((params: Record<string, string>) => MessageKey | undefined);
  /** A crumb that is a heading of several pages and no page itself. */
  group?: true;
  help?: HelpTopic;
  contentType?: AppLayoutToolbarProps.ContentType;
}

declare module '@tanstack/react-router' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the router's own hook for typing
  interface StaticDataRouteOption extends PageData {}
}

/** The frame of every page after sign-in. There is one, so that it does not flicker between pages. */
export function Shell() {
  const { t } = useI18n();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const matches = useMatches();
  const follow = useFollow();
  const flash = useFlash();
  const layout = useRef<AppLayoutToolbarProps.Ref>(null);
  const [topic, setTopic] = useState<{ page: string; topic: HelpTopic }>();
  const [helpOpen, setHelpOpen] = useState(false);
  const [navOpen, setNavOpen] = useState(() => window.innerWidth > 688);

  const [going, setGoing] = useState(false);
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (!(e.ctrlKey || e.metaKey) || e.altKey || e.shiftKey || e.key.toLowerCase() !== 'k') return;
      e.preventDefault();
      setGoing(true);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  const last = matches[matches.length - 1];
  const page = last?.staticData ?? {};
  const crumbs = matches.flatMap(match => {
    const params = match.params as Record<string, string>;
    const said = match.staticData.crumb;
    const crumb = typeof said === 'function' ? said(params) : said;
    if (!crumb) return [];
    const { crumb: name } = (match.loaderData ?? {}) as { crumb?: string };
    const text = name || (crumb.startsWith('$') ? (params[crumb.slice(1)] ?? '') : t(crumb as MessageKey));
    return [{ text, href: match.pathname.replace(/\/$/, '') || '/' }];
  });
  const title = [...crumbs.map(c => c.text).reverse(), t('app.name')].join(' - ');
  useEffect(() => {
    document.title = title;
  }, [title]);

  const help = useMemo(
    () => ({
      open: (asked: HelpTopic) => {
        setTopic({ page: window.location.pathname, topic: asked });
        setHelpOpen(true);
        layout.current?.focusToolsClose();
      },
    }),
    [],
  );
  const shown = topic?.page === last?.pathname ? topic?.topic : page.help;

  if (!session) return null;
  return (
    <HelpContext value={help}>
      <div id="top">
        <TopBar session={session} onSearch={() => setGoing(true)} />
      </div>
      <AppLayoutToolbar
        ref={layout}
        headerSelector="#top"
        contentType={page.contentType ?? 'default'}
        navigation={<SideNav session={session} />}
        navigationOpen={navOpen}
        onNavigationChange={e => setNavOpen(e.detail.open)}
        breadcrumbs={
          <BreadcrumbGroup
            items={[{ text: t('app.name'), href: '/' }, ...crumbs]}
            onFollow={follow}
            ariaLabel={t('nav.breadcrumbs')}
          />
        }
        notifications={
          flash.items.length > 0 && (
            <Suspense>
              <Flashbar items={flash.items} stackItems />
            </Suspense>
          )
        }
        toolsHide={!shown}
        tools={shown && <HelpText topic={shown} />}
        toolsOpen={helpOpen && shown !== undefined}
        onToolsChange={e => setHelpOpen(e.detail.open)}
        ariaLabels={{
          navigation: t('nav.label'),
          navigationClose: t('nav.close'),
          navigationToggle: t('nav.open'),
          notifications: t('nav.messages'),
          tools: t('help.title'),
          toolsClose: t('help.close'),
          toolsToggle: t('help.open'),
        }}
        content={
          needsTerms(session, last?.pathname ?? '/') ? (
            <TermsNeeded />
          ) : (
            <RoleChanged session={session}>
              <Outlet />
            </RoleChanged>
          )
        }
      />
      {going && (
        <Suspense>
          <Palette session={session} onClose={() => setGoing(false)} />
        </Suspense>
      )}
    </HelpContext>
  );
}
