import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { InfoLink } from '../../components/InfoLink';
import { Nothing } from '../../components/list/ServerTable';
import { ProblemPage } from '../../app/messages';
import { useI18n } from '../../i18n';
import type { MessageKey } from '../../i18n/en';
import { peopleQuery, type Colleague, type ColleagueState, type PeopleSearch } from './api';
import { InviteModal } from './InviteModal';
import { PersonModal, type Doing } from './PersonModal';

const route = getRouteApi('/shell/account/people');
const states = ['active', 'invited', 'deactivated'] as const;
const roles = ['AllianceLead', 'AllianceTeam', 'ACEManager', 'ACEUser', 'CloudAdmin'] as const;
const looks = { active: 'success', invited: 'pending', deactivated: 'stopped' } as const;

/** What may be done with somebody, by the state. */
const doings: Record<ColleagueState, Doing[]> = {
  active: ['change', 'reset', 'factor', 'deactivate'],
  invited: ['change', 'remind', 'withdraw'],
  deactivated: ['activate'],
};

/** The partner's people: who is in, with which role, and what can be changed about it. */
export function PeoplePage() {
  const { t, number, date } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [inviting, setInviting] = useState(false);
  const [doing, setDoing] = useState<{ what: Doing; whom: Colleague }>();
  const people = useQuery(peopleQuery(search));
  if (people.isError && !people.data)
    return <ProblemPage error={people.error} reset={() => void people.refetch()} />;
  const { data } = people;
  const look = (next: PeopleSearch) =>
    void navigate({ search: { ...search, page: undefined, ...next }, replace: true });
  const narrowed = !!(search.text || search.role || search.state);
  return (
    <>
      <Table
        variant="full-page"
        stickyHeader
        loading={people.isPending}
        loadingText={t('common.loading')}
        items={data?.items ?? []}
        trackBy="id"
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={data && `(${number(data.total)})`}
            info={<InfoLink topic="people" about={t('nav.people')} />}
            description={data && t('people.managers', { count: data.managers, limit: data.managerLimit })}
            actions={
              <Button variant="primary" disabled={!data} onClick={() => setInviting(true)}>
                {t('people.invite')}
              </Button>
            }
          >
            {t('nav.people')}
          </Header>
        }
        filter={
          <SpaceBetween size="xs" direction="horizontal" alignItems="end">
            <Text value={search.text ?? ''} onText={text => look({ text: text || undefined })} />
            <Choice
              label={t('people.role')}
              value={search.role}
              options={roles.map(role => [role, t(`role.${role}`)])}
              onChoose={role => look({ role })}
            />
            <Choice
              label={t('people.state')}
              value={search.state}
              options={states.map(state => [state, t(`people.state.${state}`)])}
              onChoose={state => look({ state })}
            />
          </SpaceBetween>
        }
        pagination={
          data && (
            <Pagination
              currentPageIndex={search.page ?? 1}
              pagesCount={Math.max(1, Math.ceil(data.total / data.pageSize))}
              onChange={e =>
                look({ page: e.detail.currentPageIndex > 1 ? e.detail.currentPageIndex : undefined })
              }
            />
          )
        }
        ariaLabels={{ tableLabel: t('nav.people') }}
        empty={
          narrowed ? (
            <Nothing title={t('table.noMatch')} text={t('table.noMatchText')}>
              <Button onClick={() => look({ text: undefined, role: undefined, state: undefined })}>
                {t('action.clearFilters')}
              </Button>
            </Nothing>
          ) : (
            <Nothing title={t('people.none')} text={t('people.noneText')} />
          )
        }
        columnDefinitions={[
          {
            id: 'name',
            header: t('contact.name'),
            cell: one => (one.self ? t('people.self', { name: one.name }) : one.name),
            isRowHeader: true,
            minWidth: 140,
          },
          { id: 'email', header: t('session.email'), cell: one => one.email, minWidth: 190 },
          {
            id: 'role',
            header: t('people.role'),
            cell: one => t(`role.${one.role}` as MessageKey),
            minWidth: 140,
          },
          {
            id: 'state',
            header: t('people.state'),
            cell: one => (
              <StatusIndicator type={looks[one.state]}>{t(`people.state.${one.state}`)}</StatusIndicator>
            ),
            minWidth: 110,
          },
          { id: 'since', header: t('people.since'), cell: one => date(one.since), minWidth: 110 },
          {
            id: 'do',
            header: t('common.actions'),
            cell: one => (
              <ButtonDropdown
                variant="inline-icon"
                ariaLabel={t('people.actionsOf', { name: one.name })}
                expandToViewport
                disabled={one.roles.length === 0}
                items={doings[one.state]
                  .filter(what => !(one.self && (what === 'deactivate' || what === 'factor')))
                  .map(what => ({ id: what, text: t(`people.${what}`) }))}
                onItemClick={e => setDoing({ what: e.detail.id as Doing, whom: one })}
              />
            ),
            minWidth: 90,
          },
        ]}
      />
      {inviting && data && <InviteModal people={data} onClose={() => setInviting(false)} />}
      {doing && data && <PersonModal {...doing} people={data} onClose={() => setDoing(undefined)} />}
    </>
  );
}

function Text({ value, onText }: { value: string; onText: (text: string) => void }) {
  const { t } = useI18n();
  const [typed, setTyped] = useState(value);
  return (
    <TextFilter
      filteringText={typed}
      filteringPlaceholder={t('people.find')}
      filteringAriaLabel={t('people.find')}
      filteringClearAriaLabel={t('action.clearFilters')}
      onChange={e => setTyped(e.detail.filteringText)}
      onDelayedChange={e => onText(e.detail.filteringText.trim())}
    />
  );
}

interface ChoiceProps {
  label: string;
  value?: string;
  options: (readonly [string, string])[];
  onChoose: (value?: string) => void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  const { t } = useI18n();
  const all = [
    { value: '', label: t('people.all') },
    ...options.map(([v, text]) => ({ value: v, label: text })),
  ];
  return (
    <Select
      inlineLabelText={label}
      options={all}
      selectedOption={all.find(one => one.value === (value ?? '')) ?? all[0] ?? null}
      onChange={e => onChoose(e.detail.selectedOption.value || undefined)}
    />
  );
}
