import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import { useQuery } from '@tanstack/react-query';
import { productsQuery, solutionsQuery } from '../../api/central';
import { useI18n } from '../../i18n';
import { helpOf } from './helpOf';
import type { FormState } from './useForm';
import { violationText } from './violations';

interface Props {
  id: 'solutions' | 'aws_products';
  form: FormState;
  optional?: boolean;
  disabled?: boolean;
}

/** Solutions and AWS products: chosen from what the server offers, not from the catalogue's values. */
export function EntityField({ id, form, optional, disabled }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const solutions = useQuery({ ...solutionsQuery, enabled: id === 'solutions' });
  const products = useQuery({ ...productsQuery, enabled: id === 'aws_products' });
  const offered = id === 'solutions' ? solutions : products;
  const options = (offered.data?.items ?? []).map(item => ({
    value: item.id,
    label: item.name,
    description: item.id,
    tags: 'category' in item && item.category ? [item.category] : undefined,
  }));
  const label = i18n.label(id);
  const errors = form.violationsAt(id).map(violation => violationText(violation, i18n));
  return (
    <FormField
      label={optional ? t('common.optional', { label }) : label}
      description={helpOf(id, i18n) || undefined}
      errorText={errors.join(' ') || undefined}
    >
      <Multiselect
        disabled={disabled}
        options={options}
        selectedOptions={form
          .list(id)
          .map(value => options.find(option => option.value === value) ?? { value, label: value })}
        onChange={e =>
          form.set(
            id,
            e.detail.selectedOptions.map(option => option.value ?? ''),
          )
        }
        statusType={offered.isPending ? 'loading' : offered.isError ? 'error' : 'finished'}
        loadingText={t('common.loading')}
        errorText={t('error.title')}
        recoveryText={t('action.retry')}
        onLoadItems={() => offered.isError && void offered.refetch()}
        placeholder={t('form.chooseMany')}
        deselectAriaLabel={option => t('form.remove', { name: option.label ?? '' })}
        filteringType="auto"
        filteringPlaceholder={t('form.filter')}
        filteringAriaLabel={t('form.filter')}
        empty={t('form.noMatch')}
        virtualScroll
      />
    </FormField>
  );
}
