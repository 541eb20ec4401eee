import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
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
import { problemText, useFlash } from '../../../app/flash';
import { listOf, readPath } from '../../../components/form/document';
import { Question } from '../../../components/Question';
import { useI18n } from '../../../i18n';
import type { MessageKey } from '../../../i18n/en';

type Type = 'Solutions' | 'AwsProducts' | 'AwsMarketplaceOffers';
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
  AwsMarketplaceOffers: {
    title: 'associations.offers',
    add: 'associations.addOffer',
    none: 'associations.noOffer',
  },
};

/** An offer is known by its ARN alone; its name is Marketplace's. */
const offersOf = (record: Record): Entity[] =>
  listOf(readPath(record.document, 'RelatedEntityIdentifiers.AwsMarketplaceOffers')).map(id => ({
    id,
    name: id.split('/').at(-1) ?? id,
  }));

/** Solutions and AWS products of the deal. Each is tied or untied at once, as AWS does it. */
export function Associations({ record }: { record: Record }) {
  return (
    <SpaceBetween size="l">
      <Entities record={record} type="Solutions" entities={record.solutions} />
      <Entities record={record} type="AwsProducts" entities={record.products} />
      <Entities record={record} type="AwsMarketplaceOffers" entities={offersOf(record)} />
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
    onError: (problem, { tie }) => {
      if (!tie) flash.failure(problem);
    },
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
                    disabledReason={t('reason.one')}
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
      {adding && type === 'AwsMarketplaceOffers' && (
        <AddOffer
          busy={change.isPending}
          problem={change.error}
          onAdd={entity => change.mutate({ entity, tie: true })}
          onClose={() => setAdding(false)}
        />
      )}
      {adding && type !== 'AwsMarketplaceOffers' && (
        <AddEntity
          type={type}
          taken={entities.map(entity => entity.id)}
          busy={change.isPending}
          problem={change.error}
          onAdd={entity => change.mutate({ entity, tie: true })}
          onClose={() => setAdding(false)}
        />
      )}
    </>
  );
}

interface AddOfferProps {
  busy: boolean;
  problem: unknown;
  onAdd: (entity: Entity) => void;
  onClose: () => void;
}

interface AddProps extends AddOfferProps {
  type: Type;
  taken: string[];
}

function AddOffer({ busy, problem, onAdd, onClose }: AddOfferProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const [arn, setArn] = useState('');
  const id = arn.trim();
  return (
    <Question
      title={t('associations.addOffer')}
      action={t('associations.add')}
      disabled={!id}
      disabledReason={t('reason.fill')}
      busy={busy}
      onAction={() => onAdd({ id, name: id.split('/').at(-1) ?? id })}
      onClose={onClose}
    >
      <FormField
        label={t('associations.offerArn')}
        description={t('associations.offerArn.help')}
        errorText={problem ? problemText(problem, i18n) : undefined}
        stretch
      >
        <Input value={arn} autoComplete={false} onChange={e => setArn(e.detail.value)} />
      </FormField>
    </Question>
  );
}

function AddEntity({ type, taken, busy, problem, onAdd, onClose }: AddProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const solutions = useQuery({ ...solutionsQuery, enabled: type === 'Solutions' });
  const products = useQuery({ ...productsQuery, enabled: type === 'AwsProducts' });
  const offered: Entity[] = (type === 'Solutions' ? solutions : products).data?.items ?? [];
  const [chosen, setChosen] = useState<Entity>();
  return (
    <Question
      title={t(words[type].add)}
      action={t('associations.add')}
      disabled={!chosen}
      disabledReason={t('reason.fill')}
      busy={busy}
      onAction={() => chosen && onAdd(chosen)}
      onClose={onClose}
    >
      <FormField label={t('associations.name')} errorText={problem ? problemText(problem, i18n) : undefined}>
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
