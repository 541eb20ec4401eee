import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { usersQuery } from '../../api/central';
import {
  createView,
  deleteView,
  transferView,
  updateView,
  type Draft,
  type ListName,
  type View,
} from '../../api/views';
import { problemText } from '../../app/flash';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import type { ListViews } from './useViews';
import { viewName, viewTokens } from './views';

interface SaveProps {
  views: ListViews;
  /** The view gets another name or is shared; else what the list shows becomes a new view. */
  replace: boolean;
  onSaved: (view: View) => void;
  onClose: () => void;
}

export function SaveModal({ views: { list, view, draft }, replace, onSaved, onClose }: SaveProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [name, setName] = useState(replace ? (view.name ?? '') : '');
  const [shared, setShared] = useState(replace && view.shared);
  const save = useMutation({
    mutationFn: () => {
      if (!replace) return createView(list, { ...draft, name, shared });
      const { sort, order, columns } = view;
      const filters = viewTokens(view).map(token => ({ ...token, value: [token.value].flat() }));
      const kept: Draft = { filters, sort, order, columns, name, shared };
      return updateView(list, view, kept);
    },
    onSuccess: onSaved,
  });
  const title = t(replace ? 'views.editTitle' : 'views.saveAs');
  return (
    <Question
      title={title}
      action={t('action.save')}
      busy={save.isPending}
      onAction={save.mutate}
      onClose={onClose}
    >
      <form
        onSubmit={e => {
          e.preventDefault();
          save.mutate();
        }}
      >
        <SpaceBetween size="m">
          <FormField
            label={t('views.name')}
            errorText={save.isError ? problemText(save.error, i18n) : undefined}
          >
            <Input
              value={name}
              onChange={e => {
                setName(e.detail.value);
                save.reset();
              }}
              autoFocus
            />
          </FormField>
          <Checkbox
            checked={shared}
            onChange={e => setShared(e.detail.checked)}
            description={t('views.shareText')}
          >
            {t('views.share')}
          </Checkbox>
        </SpaceBetween>
      </form>
    </Question>
  );
}

interface ViewProps {
  list: ListName;
  view: View;
  onClose: () => void;
}

export function DeleteModal({ list, view, onDone, onClose }: ViewProps & { onDone: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const remove = useMutation({ mutationFn: () => deleteView(list, view), onSuccess: onDone });
  const name = viewName(list, view, i18n);
  return (
    <Question
      title={t('views.delete')}
      action={t('views.delete')}
      busy={remove.isPending}
      onAction={remove.mutate}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t(view.shared ? 'views.deleteTextShared' : 'views.deleteText', { name })}</span>
        {remove.isError && <Alert type="error">{problemText(remove.error, i18n)}</Alert>}
      </SpaceBetween>
    </Question>
  );
}

interface TransferProps extends ViewProps {
  onDone: (view: View, person: string) => void;
}

export function TransferModal({ list, view, onDone, onClose }: TransferProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const users = useQuery(usersQuery);
  const [chosen, setChosen] = useState<SelectProps.Option | null>(null);
  const give = useMutation({
    mutationFn: () => transferView(list, view, chosen?.value ?? ''),
    onSuccess: one => onDone(one, chosen?.label ?? ''),
  });
  const name = viewName(list, view, i18n);
  return (
    <Question
      title={t('views.transferTitle')}
      action={t('views.transfer')}
      busy={give.isPending}
      onAction={give.mutate}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <span>{t('views.transferText', { name })}</span>
        <FormField
          label={t('views.transferTo')}
          errorText={give.isError ? problemText(give.error, i18n) : undefined}
        >
          <Select
            options={(users.data?.items ?? [])
              .filter(user => user.name !== view.owner) // who has it already
              .map(user => ({
                value: user.email,
                label: user.name,
                description: user.email,
              }))}
            selectedOption={chosen}
            onChange={e => setChosen(e.detail.selectedOption)}
            placeholder={t('form.choose')}
            filteringType="auto"
            expandToViewport
          />
        </FormField>
      </SpaceBetween>
    </Question>
  );
}
