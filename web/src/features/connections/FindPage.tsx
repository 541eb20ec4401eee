import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { sessionQuery } from '../../api/session';
import { useFollow } from '../../components/follow';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n, type I18n } from '../../i18n';
import { choices } from '../opportunities/columns';
import { findPartners, type Listing } from './api';
import { ProfileModal } from './ProfileModal';
import { Recommended } from './Recommended';
import { RequestModal } from './RequestModal';
import { NextStep, Standing } from './Standing';

const route = getRouteApi('/shell/partners');
const connecting: readonly string[] = ['AllianceLead', 'AllianceTeam', 'ACEManager'];

const properties = [
  ['industry', 'partners.industries', 'partner_industry_segment'],
  ['solution', 'partners.solution', 'partner_solution_type'],
  ['competency', 'partners.competencies', 'partner_competency'],
  ['program', 'partners.programs', 'partner_program'],
  ['country', 'partners.country', 'country'],
] as const;
const filters = (i18n: I18n) =>
  properties.map(([key, label, set]) => ({
    key,
    label: i18n.t(label),
    kind: 'choice' as const,
    equalOnly: true as const,
    options: choices(set, i18n),
  }));

/** Partners with a public profile: those whom one might connect with, and all, to be searched. */
export function FindPage() {
  const i18n = useI18n();
  const { t, tx, list } = i18n;
  const { data: session } = useSuspenseQuery(sessionQuery);
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const follow = useFollow();
  const [open, setOpen] = useState<Listing>();
  const [asking, setAsking] = useState<Listing>();
  const onAsk = connecting.includes(session?.role ?? '')
    ? (partner: Listing) => {
        setOpen(undefined);
        setAsking(partner);
      }
    : undefined;
  return (
    <SpaceBetween size="xxl">
      <ServerTable
        list="partners"
        title={t('nav.findPartners')}
        description={t('connections.find.text')}
        info={<InfoLink topic="findPartners" about={t('nav.findPartners')} />}
        columns={[
          {
            id: 'name',
            header: t('partners.name'),
            cell: one => (
              <Button
                variant="inline-link"
                ariaLabel={t('partners.profileOf', { name: one.name })}
                onClick={() => setOpen(one)}
              >
                {one.name}
              </Button>
            ),
            sort: 'name',
            width: 260,
            isRowHeader: true,
          },
          {
            id: 'standing',
            header: t('partners.standing'),
            cell: one => <Standing partner={one} />,
            width: 200,
          },
          {
            id: 'step',
            header: t('common.actions'),
            cell: one => <NextStep partner={one} onAsk={onAsk} />,
            width: 170,
          },
          {
            id: 'solution',
            header: t('partners.solution'),
            cell: one => tx('partner_solution_type', one.solution) || t('common.empty'),
            width: 210,
          },
          {
            id: 'industries',
            header: t('partners.industries'),
            cell: one =>
              list(one.industries.map(value => tx('partner_industry_segment', value))) || t('common.empty'),
            width: 300,
          },
          {
            id: 'competencies',
            header: t('partners.competencies'),
            cell: one =>
              list(one.competencies.map(value => tx('partner_competency', value))) || t('common.empty'),
            width: 260,
          },
          {
            id: 'country',
            header: t('partners.country'),
            cell: one => tx('country', one.country) || t('common.empty'),
            width: 150,
          },
        ]}
        filters={filters(i18n)}
        filterPlaceholder={t('partners.search')}
        standardSort={{ sort: 'name', order: 'asc' }}
        search={search}
        onSearch={next => void navigate({ search: next })}
        load={findPartners}
        trackBy={one => one.profile}
        nameOf={one => one.name}
        actions={() => (
          <Button href="/connections" onFollow={follow}>
            {t('nav.connections')}
          </Button>
        )}
        empty={<Nothing title={t('connections.nobody')} text={t('connections.find.text')} />}
      />
      <Recommended onOpen={setOpen} onAsk={onAsk} />
      {open && <ProfileModal partner={open} onAsk={onAsk} onClose={() => setOpen(undefined)} />}
      {asking && <RequestModal to={asking} onClose={() => setAsking(undefined)} />}
    </SpaceBetween>
  );
}
