import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { ListSearch } from '../../components/list/search';
import { useI18n } from '../../i18n';
import { tableAt, type ActionKind } from './api';

const ActionModal = lazy(() => import('./ActionModal').then(m => ({ default: m.ActionModal })));

const actions: ActionKind[] = ['assign', 'transfer', 'accept'];

const isAction = (id: string): id is ActionKind => actions.some(kind => kind === id);

/** What can be done to many opportunities at once: to those that are selected, else to all of the list. */
export function BulkActions({ ids, view }: { ids: string[]; view: ListSearch }) {
  const { t, locale } = useI18n();
  const router = useRouter();
  const [asked, setAsked] = useState<ActionKind>();
  const go = (id: string) => {
    if (isAction(id)) setAsked(id);
    else if (id === 'update')
      void router.navigate({
        to: '/bulk/update',
        search: { ...view, page: undefined, cursor: undefined, ids },
      });
    else if (id === 'import') void router.navigate({ to: '/bulk/import' });
    else if (id === 'history') void router.navigate({ to: '/bulk' });
  };
  return (
    <>
      <ButtonDropdown
        onItemClick={e => {
          if (!e.detail.href) go(e.detail.id);
        }}
        items={[
          { id: 'import', text: t('bulk.import') },
          { id: 'export', text: t('bulk.export'), href: tableAt('export', 'csv', locale, view, ids) },
          {
            id: 'exportXlsx',
            text: t('bulk.exportXlsx'),
            href: tableAt('export', 'xlsx', locale, view, ids),
          },
          { id: 'update', text: t('bulk.update') },
          { id: 'assign', text: t('bulk.assign') },
          { id: 'transfer', text: t('bulk.transfer') },
          { id: 'accept', text: t('bulk.accept') },
          { id: 'history', text: t('bulk.history') },
        ]}
      >
        {t('bulk.actions')}
      </ButtonDropdown>
      {asked && (
        <Suspense>
          <ActionModal
            kind={asked}
            selection={asked === 'accept' ? { ids: [] } : { ids, filter: view.filter }}
            onClose={() => setAsked(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}
