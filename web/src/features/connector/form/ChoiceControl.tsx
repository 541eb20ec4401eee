import Multiselect from '@cloudscape-design/components/multiselect';
import Select from '@cloudscape-design/components/select';
import { useQuery } from '@tanstack/react-query';
import { listOf, textOf } from '../../../components/form/document';
import { useI18n } from '../../../i18n';
import { choicesOf, type Choices } from '../choices';

interface Props {
  choices: Choices;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** Chooses by name what the server lists: solutions of the partner, or people of the CRM. */
export function ChoiceControl({ choices, value, onChange }: Props) {
  const { t } = useI18n();
  const offered = useQuery(choicesOf[choices]);
  const options = (offered.data?.items ?? []).map(({ value: id, label, description }) => ({
    value: id,
    label: label || id,
    description,
  }));
  const find = (id: string) => options.find(option => option.value === id) ?? { value: id, label: id };
  const common = {
    options,
    statusType: offered.isPending
      ? ('loading' as const)
      : offered.isError
        ? ('error' as const)
        : ('finished' as const),
    loadingText: t('common.loading'),
    errorText: t('error.title'),
    recoveryText: t('action.retry'),
    onLoadItems: () => void (offered.isError && offered.refetch()),
    filteringType: 'auto' as const,
    filteringPlaceholder: t('form.filter'),
    filteringAriaLabel: t('form.filter'),
    empty: t('form.noMatch'),
  };
  if (choices === 'solutions') {
    return (
      <Multiselect
        {...common}
        selectedOptions={listOf(value).map(find)}
        onChange={e => onChange(e.detail.selectedOptions.map(option => option.value))}
        placeholder={t('form.chooseMany')}
        deselectAriaLabel={option => t('form.remove', { name: option.label ?? '' })}
      />
    );
  }
  const owner = textOf(value);
  return (
    <Select
      {...common}
      selectedOption={owner ? find(owner) : null}
      onChange={e => onChange(e.detail.selectedOption.value ?? '')}
      placeholder={t('form.choose')}
    />
  );
}
