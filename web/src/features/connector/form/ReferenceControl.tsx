import Select from '@cloudscape-design/components/select';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Token } from '../../../api/list';
import { useI18n } from '../../../i18n';
import { listRecords } from '../api';
import { isSealed } from '../objects';
import type { CrmField, Reference } from '../types';

interface Props {
  field: CrmField;
  value: string;
  onChange: (value: unknown) => void;
  reference?: Reference;
  /** The account whose people are meant. */
  account?: string;
}

/** Chooses a record of another object; the server searches. */
export function ReferenceControl({ field, value, onChange, reference, account }: Props) {
  const { t } = useI18n();
  const [wanted, setWanted] = useState('');
  const [chosen, setChosen] = useState<{ value: string; label: string }>();
  const object = field.object ?? 'Account';
  const sealed = isSealed(object);
  const filter: Token[] = [
    ...(wanted && !sealed ? [{ operator: ':', value: wanted }] : []),
    ...(account && sealed ? [{ property: 'account', operator: '=', value: account }] : []),
  ];
  const found = useQuery({
    queryKey: [`crm.${object}`, 'choose', filter],
    placeholderData: keepPreviousData,
    queryFn: () =>
      listRecords(object, {
        filter: filter.length > 0 ? filter : undefined,
        ...(sealed
          ? { sort: 'modified', order: 'desc' as const, pageSize: 100 }
          : { sort: 'name', order: 'asc' as const, pageSize: 20 }),
      }),
  });
  const options = (found.data?.items ?? []).map(row => ({
    value: row.id,
    label: row.name || row.id,
    description: row.account?.name,
  }));
  const known = [chosen, ...options].find(option => option?.value === value);
  const now = known ?? { value, label: reference?.id === value ? reference.name : value };
  return (
    <Select
      options={field.required ? options : [{ value: '', label: t('form.none') }, ...options]}
      selectedOption={value ? now : null}
      onChange={e => {
        const { value: id = '', label = id } = e.detail.selectedOption;
        setChosen({ value: id, label });
        onChange(id);
      }}
      filteringType={sealed ? 'auto' : 'manual'}
      onLoadItems={e => setWanted(e.detail.filteringText)}
      statusType={found.isError ? 'error' : found.isPending ? 'loading' : 'finished'}
      loadingText={t('common.loading')}
      errorText={t('error.title')}
      recoveryText={t('action.retry')}
      placeholder={t('form.choose')}
      filteringPlaceholder={t('form.filter')}
      filteringAriaLabel={t('form.filter')}
      empty={t('form.noMatch')}
    />
  );
}
