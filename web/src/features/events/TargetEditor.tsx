import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useI18n } from '../../i18n';
import { destinationNames } from './api';
import type { Refused } from '../../components/form/FormModal';
import { InputEditor } from './InputEditor';
import { PairsEditor } from './PairsEditor';
import type { Draft } from './target';

interface Props {
  draft: Draft;
  at: number;
  refused: Refused;
  /** What can be done with a target that is stored. */
  extra: ReactNode;
  onChange: (draft: Draft) => void;
  onRemove: () => void;
}

/** One target of a rule: where events go, what is sent, and how long it is tried. */
export function TargetEditor({ draft, at, refused, extra, onChange, onRemove }: Props) {
  const { t } = useI18n();
  const destinations = useQuery(destinationNames);
  const set = (more: Partial<Draft>) => onChange({ ...draft, ...more });
  const error = (field: string) => refused(`Targets[${at}].${field}`);
  const optional = (label: string) => t('common.optional', { label });
  const text = (
    field: string,
    label: string,
    name: 'id' | 'queue' | 'group' | 'deadLetter' | 'role',
    help?: string,
  ) => (
    <FormField label={label} description={help} errorText={error(field)} stretch={name !== 'id'}>
      <Input value={draft[name]} onChange={e => set({ [name]: e.detail.value })} />
    </FormField>
  );
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {extra}
              <Button formAction="none" ariaLabel={t('form.remove', { name: draft.id })} onClick={onRemove}>
                {t('action.remove')}
              </Button>
            </SpaceBetween>
          }
        >
          {t('events.target.n', { n: at + 1 })}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {text('ID', 'ID', 'id')}
        <FormField label={t('events.target.to')}>
          <RadioGroup
            value={draft.to}
            items={[
              { value: 'destination', label: t('events.destination') },
              { value: 'queue', label: t('events.target.queue') },
            ]}
            onChange={e => set({ to: e.detail.value === 'queue' ? 'queue' : 'destination' })}
          />
        </FormField>
        {draft.to === 'destination' && (
          <FormField label={t('events.destination')} errorText={error('Destination')}>
            <Select
              options={destinations.data?.map(value => ({ value })) ?? []}
              selectedOption={draft.destination ? { value: draft.destination } : null}
              placeholder={t('form.choose')}
              empty={t('events.destinations.none')}
              filteringType="auto"
              filteringAriaLabel={t('form.filter')}
              statusType={destinations.isPending ? 'loading' : 'finished'}
              onChange={e => set({ destination: e.detail.selectedOption.value ?? '' })}
            />
          </FormField>
        )}
        {draft.to === 'queue' && text('Queue', t('events.target.queueArn'), 'queue')}
        {draft.to === 'queue' &&
          text('Group', optional(t('events.target.group')), 'group', t('events.target.group.help'))}
        <InputEditor draft={draft} error={error} onChange={set} />
        <ExpandableSection
          headerText={t('events.target.retry')}
          defaultExpanded={!!(error('Tries') || error('Age'))}
        >
          <SpaceBetween size="l">
            <FormField
              label={t('events.target.tries')}
              description={t('events.target.tries.help')}
              errorText={error('Tries')}
            >
              <Input type="number" value={draft.tries} onChange={e => set({ tries: e.detail.value })} />
            </FormField>
            <FormField
              label={t('events.target.age')}
              description={t('events.target.age.help')}
              errorText={error('Age')}
            >
              <Input type="number" value={draft.age} onChange={e => set({ age: e.detail.value })} />
            </FormField>
            {text(
              'DeadLetter',
              optional(t('events.target.deadLetter')),
              'deadLetter',
              t('events.target.deadLetter.help'),
            )}
          </SpaceBetween>
        </ExpandableSection>
        {draft.to === 'destination' && (
          <ExpandableSection headerText={t('events.target.call')}>
            <SpaceBetween size="l">
              <PairsEditor
                label={t('events.target.path')}
                description={t('events.target.path.help')}
                error={error('Path') ?? draft.path.map((_, i) => error(`Path[${i}]`)).find(Boolean)}
                names={t('events.target.star')}
                values={t('events.param.value')}
                value={draft.path.map((value, i) => [String(i + 1), value])}
                onChange={pairs => set({ path: pairs.map(([, value]) => value) })}
              />
              <PairsEditor
                label={t('events.target.header')}
                description={t('events.target.dynamic')}
                error={error('Header')}
                names={t('events.name')}
                values={t('events.param.value')}
                value={draft.header}
                onChange={header => set({ header })}
              />
              <PairsEditor
                label={t('events.target.query')}
                description={t('events.target.dynamic')}
                error={error('Query')}
                names={t('events.name')}
                values={t('events.param.value')}
                value={draft.query}
                onChange={query => set({ query })}
              />
            </SpaceBetween>
          </ExpandableSection>
        )}
      </SpaceBetween>
    </Container>
  );
}
