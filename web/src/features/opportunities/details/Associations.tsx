import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import FormField from '@cloudscape-design/components/form-field';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  associate,
  disassociate,
  productsQuery,
  recordQuery,
  solutionsQuery,
  type Record,
} from '../../../api/central';
import { useFlash } from '../../../app/flash';
import { Question } from '../../../components/Question';
import { useI18n } from '../../../i18n';
import type { MessageKey } from '../../../i18n/en';

type Type = 'Solutions' | 'AwsProducts';
type Entity = { id: string; name: string; category?: string; family?: string };

const words: { [T in Type]: { title: MessageKey; add: MessageKey; none: MessageKey } } = {
  Solutions: {
    title: 'associations.solutions',
    add: 'associations.addSolution',
    none: 'associations.noSolution',
  },
  AwsProducts: {
    title: 'associations.products',
    add: 'associations.addProduct',
    none: 'associations.noProduct',
  },
};

/** Solutions and AWS products of the deal. Each is tied or untied at once, as AWS does it. */
export function Associations({ record }: { record: Record }) {
  return (
    <SpaceBetween size="l">
      <Entities record={record} type="Solutions" entities={record.solutions} />
      <Entities record={record} type="AwsProducts" entities={record.products} />
    </SpaceBetween>
  );
}

function Entities({ record, type, entities }: { record: Record; type: Type; entities: Entity[] }) {
  const { t } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [selected, setSelected] = useState<Entity[]>([]);
  const may = record.allowed.associate;

  const change = useMutation({
    mutationFn: ({ entity, tie }: { entity: Entity; tie: boolean }) =>
      (tie ? associate : disassociate)(record.id, type, entity.id),
    onSuccess: async (_, { entity, tie }) => {
      await queries.invalidateQueries({ queryKey: recordQuery(record.id).queryKey });
      flash.success(t(tie ? 'associations.added' : 'associations.removed', { name: entity.name }));
      setAdding(false);
      setSelected([]);
    },
    onError: flash.failure,
  });
  const [first] = selected;
  return (
    <>
      <Table
        variant="container"
        items={entities}
        trackBy="id"
        selectionType={may ? 'single' : undefined}
        selectedItems={selected}
        onSelectionChange={e => setSelected(e.detail.selectedItems)}
        ariaLabels={{
          tableLabel: t(words[type].title),
          selectionGroupLabel: t(words[type].title),
          itemSelectionLabel: (_, item) => t('table.select', { name: item.name }),
        }}
        empty={t(words[type].none)}
        header={
          <Header
            variant="h2"
            counter={`(${entities.length})`}
            actions={
              may && (
                <SpaceBetween direction="horizontal" size="xs">
                  <Button
                    disabled={!first}
                    loading={change.isPending && !change.variables.tie}
                    onClick={() => first && change.mutate({ entity: first, tie: false })}
                  >
                    {t('action.remove')}
                  </Button>
                  <Button onClick={() => setAdding(true)}>{t(words[type].add)}</Button>
                </SpaceBetween>
              )
            }
          >
            {t(words[type].title)}
          </Header>
        }
        columnDefinitions={[
          { id: 'name', header: t('associations.name'), cell: item => item.name, isRowHeader: true },
          { id: 'id', header: t('associations.id'), cell: item => item.id },
          {
            id: 'category',
            header: t('associations.category'),
            cell: item => item.category ?? item.family ?? t('common.empty'),
          },
        ]}
      />
      {adding && (
        <AddEntity
          type={type}
          taken={entities.map(entity => entity.id)}
          busy={change.isPending}
          onAdd={entity => change.mutate({ entity, tie: true })}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}

interface AddProps {
  type: Type;
  taken: string[];
  busy: boolean;
  onAdd: (entity: Entity) => void;
  onClose: () => void;
}

function AddEntity({ type, taken, busy, onAdd, onClose }: AddProps) {
  const { t } = useI18n();
  const solutions = useQuery({ ...solutionsQuery, enabled: type === 'Solutions' });
  const products = useQuery({ ...productsQuery, enabled: type === 'AwsProducts' });
  const offered: Entity[] = (type === 'Solutions' ? solutions : products).data?.items ?? [];
  const [chosen, setChosen] = useState<Entity>();
  return (
    <Question
      title={t(words[type].add)}
      action={t('associations.add')}
      disabled={!chosen}
      busy={busy}
      onAction={() => chosen && onAdd(chosen)}
      onClose={onClose}
    >
      <FormField label={t('associations.name')}>
        <Select
          options={offered
            .filter(entity => !taken.includes(entity.id))
            .map(entity => ({ value: entity.id, label: entity.name, description: entity.id }))}
          selectedOption={chosen ? { value: chosen.id, label: chosen.name } : null}
          onChange={e => setChosen(offered.find(entity => entity.id === e.detail.selectedOption.value))}
          placeholder={t('form.choose')}
          filteringType="auto"
          filteringPlaceholder={t('form.filter')}
          filteringAriaLabel={t('form.filter')}
          empty={t('form.noMatch')}
          virtualScroll
        />
      </FormField>
    </Question>
  );
}
