import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useI18n } from '../../i18n';
import type { ListViews } from './useViews';
import { viewName } from './views';

/** Chooses the view that a list shows. */
export function ViewChooser({ views: { list, views, view, changed, choose } }: { views: ListViews }) {
  const i18n = useI18n();
  const { t } = i18n;
  const option = (one: (typeof views)[number]): SelectProps.Option => ({
    value: one.id,
    label: viewName(list, one, i18n),
    description: one.preset || one.mine ? undefined : one.owner,
  });
  const group = (label: string, members: typeof views) =>
    members.length > 0 ? [{ label, options: members.map(option) }] : [];
  const name = viewName(list, view, i18n);
  return (
    <Select
      inlineLabelText={t('views.choose')}
      options={[
        ...group(
          t('views.mine'),
          views.filter(one => !one.preset && one.mine),
        ),
        ...group(
          t('views.shared'),
          views.filter(one => !one.preset && !one.mine),
        ),
        ...group(
          t('views.presets'),
          views.filter(one => one.preset),
        ),
      ]}
      selectedOption={{ value: view.id, label: changed ? t('views.unsaved', { name }) : name }}
      onChange={e => choose(e.detail.selectedOption.value ?? '')}
      filteringType="auto"
      filteringAriaLabel={t('form.filter')}
      expandToViewport
    />
  );
}
