import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { keepDisplay, updateView, viewsQuery, type View } from '../../api/views';
import { useFlash } from '../../app/flash';
import { useI18n } from '../../i18n';
import type { ListViews } from './useViews';
import { viewName } from './views';

const DeleteModal = lazy(() => import('./ViewModals').then(m => ({ default: m.DeleteModal })));
const SaveModal = lazy(() => import('./ViewModals').then(m => ({ default: m.SaveModal })));
const TransferModal = lazy(() => import('./ViewModals').then(m => ({ default: m.TransferModal })));

/** What can be done with the view that a list shows. */
export function ViewMenu({ views }: { views: ListViews }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { list, view, changed, draft, standard, choose } = views;
  const flash = useFlash();
  const queries = useQueryClient();
  const [dialog, setDialog] = useState<string>();
  const name = viewName(list, view, i18n);
  const again = () => queries.invalidateQueries({ queryKey: viewsQuery(list).queryKey });

  const save = useMutation({
    mutationFn: () => updateView(list, view, draft),
    onSuccess: async () => {
      await again();
      choose(view.id);
      flash.success(t('views.saveDone', { name }));
    },
    onError: async problem => {
      flash.failure(problem);
      await again();
    },
  });
  const open = useMutation({
    mutationFn: () => keepDisplay(list, { default: view.id }),
    onSuccess: async () => {
      await again();
      flash.success(t('views.defaultDone', { name }));
    },
    onError: flash.failure,
  });
  const saved = async (one: View, text: string) => {
    await again();
    choose(one.id);
    flash.success(text);
    setDialog(undefined);
  };
  const close = () => setDialog(undefined);
  const act = (id: string) => {
    if (id === 'save') save.mutate();
    else if (id === 'default') open.mutate();
    else setDialog(id);
  };
  return (
    <>
      <ButtonDropdown
        loading={save.isPending || open.isPending}
        items={[
          { id: 'save', text: t('views.save'), disabled: !view.may.update || !changed },
          { id: 'new', text: t('views.saveAs') },
          { id: 'edit', text: t('views.edit'), disabled: !view.may.update },
          { id: 'default', text: t('views.default'), disabled: view.id === (standard || 'all') },
          { id: 'transfer', text: t('views.transfer'), disabled: !view.may.transfer },
          { id: 'delete', text: t('views.delete'), disabled: !view.may.delete },
        ]}
        onItemClick={e => act(e.detail.id)}
      >
        {t('views.actions')}
      </ButtonDropdown>
      <Suspense>
        {(dialog === 'new' || dialog === 'edit') && (
          <SaveModal
            views={views}
            replace={dialog === 'edit'}
            onSaved={one => saved(one, t('views.saveDone', { name: one.name ?? '' }))}
            onClose={close}
          />
        )}
        {dialog === 'transfer' && (
          <TransferModal
            list={list}
            view={view}
            onDone={(one, person) => saved(one, t('views.transferDone', { name, person }))}
            onClose={close}
          />
        )}
        {dialog === 'delete' && (
          <DeleteModal
            list={list}
            view={view}
            onDone={async () => {
              choose('all');
              await again();
              flash.success(t('views.deleteDone', { name }));
              close();
            }}
            onClose={close}
          />
        )}
      </Suspense>
    </>
  );
}
