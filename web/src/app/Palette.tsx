import Autosuggest, { type AutosuggestProps } from '@cloudscape-design/components/autosuggest';
import Modal from '@cloudscape-design/components/modal';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { listOpportunities } from '../api/central';
import type { Session } from '../api/session';
import { listLeads, viewsQuery, type ListName } from '../api/views';
import { viewName } from '../features/views/views';
import { useI18n } from '../i18n';
import { commandsFor, exportsOf, opens, searches, type Command } from './commands';
import { useLeave, useSetting } from './settings';
import { groupsFor, sells } from './SideNav';

const found = 8; // of each kind
const command = 'command:'; // begins the values of commands; those of places begin with "/"
const commanded = 12; // all that can be done, before anything is typed

/** Goes to any page, opportunity, lead or view by what is typed, and does what can be done from anywhere. */
export function Palette({ session, onClose }: { session: Session; onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { history } = useRouter();
  const [text, setText] = useState('');
  const input = useRef<AutosuggestProps.Ref>(null);
  const wanted = useDeferredValue(text.trim());
  useEffect(() => {
    const later = setTimeout(() => input.current?.focus()); // after the modal has taken the focus to itself
    return () => clearTimeout(later);
  }, []);

  const set = useSetting(session);
  const leave = useLeave();
  const selling = sells(session);
  const searching = selling && wanted.length > 0;
  const filter = [{ operator: ':', value: wanted }];
  const opportunities = useQuery({
    queryKey: ['opportunities', 'palette', wanted],
    queryFn: () => listOpportunities({ filter, pageSize: 10 }),
    enabled: searching,
  });
  const leads = useQuery({
    queryKey: ['leads', 'palette', wanted],
    queryFn: () => listLeads({ filter, pageSize: 10 }),
    enabled: searching,
  });
  const opportunityViews = useQuery({ ...viewsQuery('opportunities'), enabled: selling });
  const leadViews = useQuery({ ...viewsQuery('leads'), enabled: selling });

  const fits = (label: string) => label.toLowerCase().includes(wanted.toLowerCase());
  const group = (label: string, all: AutosuggestProps.Option[], most = found) => {
    const some = all.slice(0, most);
    return some.length > 0 ? [{ label, options: some }] : [];
  };
  const pages = groupsFor(session).flatMap(one =>
    one.links.map(([name, href]) => ({ value: href, label: t(name) })),
  );
  const viewsOf = (list: ListName, { data }: typeof opportunityViews) =>
    (data?.items ?? []).map(view => ({
      value: `/${list}?view=${encodeURIComponent(view.id)}`,
      label: viewName(list, view, i18n),
      description: t(list === 'leads' ? 'nav.leads' : 'nav.opportunities'),
    }));
  const commands = [
    ...opens(wanted, session, i18n),
    ...commandsFor(session, i18n).filter(one => fits(one.label)),
    ...(wanted ? exportsOf(opportunityViews.data?.items ?? [], i18n).filter(one => fits(one.label)) : []),
  ];
  const perform = ({ href, download, setting, leave: leaves }: Command) => {
    onClose();
    if (href) history.push(href);
    if (download) window.location.assign(download);
    if (setting) set(setting);
    if (leaves) void leave();
  };
  const doing = group(
    t('palette.commands'),
    commands.map((one, i) => ({ value: `${command}${i}`, label: one.label })),
    commanded,
  );
  const options: AutosuggestProps.Options = [
    ...group(
      t('palette.opportunities'),
      (searching ? (opportunities.data?.items ?? []) : []).map(one => ({
        value: `/opportunities/${one.id}`,
        label: one.company || one.id,
        description: `${one.id} ${one.title}`,
      })),
    ),
    ...group(
      t('palette.leads'),
      (searching ? (leads.data?.items ?? []) : []).map(one => ({
        value: `/leads/${one.id}`,
        label: one.company || one.id,
      })),
    ),
    ...(wanted ? [] : doing),
    ...group(
      t('palette.pages'),
      pages.filter(one => fits(one.label)),
    ),
    ...group(
      t('palette.views'),
      [...viewsOf('opportunities', opportunityViews), ...viewsOf('leads', leadViews)].filter(one =>
        fits(one.label),
      ),
    ),
    ...(wanted ? doing : []), // whoever types the name of a page or a view wants to go there
    ...group(
      t('palette.search'),
      (wanted ? searches(wanted, session, i18n) : []).map(one => ({
        value: one.href ?? '',
        label: one.label,
      })),
    ),
  ];
  const busy = searching && (opportunities.isFetching || leads.isFetching);
  return (
    <Modal visible header={t('palette.title')} closeAriaLabel={t('action.close')} onDismiss={onClose}>
      {/* The list opens inside of the dialog, which has to have room for it. */}
      <div style={{ minBlockSize: 360 }}>
        <Autosuggest
          ref={input}
          value={text}
          onChange={e => setText(e.detail.value)}
          onSelect={e => {
            const { value } = e.detail;
            const chosen = value.startsWith(command) && commands[Number(value.slice(command.length))];
            if (chosen) return perform(chosen);
            if (!value.startsWith('/')) return; // Enter without a choice
            onClose();
            history.push(value);
          }}
          options={options}
          filteringType="manual"
          hideEnteredTextOption
          placeholder={t('palette.placeholder')}
          ariaLabel={t('palette.placeholder')}
          statusType={busy ? 'loading' : 'finished'}
          loadingText={t('palette.searching')}
          empty={t('palette.none')}
        />
      </div>
    </Modal>
  );
}
