import Button from '@cloudscape-design/components/button';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { listAwards, type Award } from './api';
import { AwardModal } from './AwardModal';

const route = getRouteApi('/shell/aws/awards');

/** What AWS has awarded to each partner: competencies, and the programs that it has taken the partner into. */
export function AwardsPage() {
  const { t, tx, list } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [open, setOpen] = useState<Award>();
  return (
    <>
      <ServerTable
        list="awards"
        title={t('nav.awards')}
        description={t('awards.text')}
        info={<InfoLink topic="awards" about={t('nav.awards')} />}
        columns={[
          {
            id: 'name',
            header: t('desk.partner'),
            cell: one => (
              <Button
                variant="inline-link"
                ariaLabel={t('awards.editOf', { name: one.partner.name })}
                onClick={() => setOpen(one)}
              >
                {one.partner.name}
              </Button>
            ),
            sort: 'name',
            width: 280,
            isRowHeader: true,
          },
          {
            id: 'competencies',
            header: t('partners.competencies'),
            cell: one =>
              list(one.competencies.map(value => tx('partner_competency', value))) || t('common.empty'),
            width: 360,
          },
          {
            id: 'programs',
            header: t('partners.programs'),
            cell: one => list(one.programs.map(value => tx('partner_program', value))) || t('common.empty'),
            width: 320,
          },
          { id: 'account', header: t('partners.account'), cell: one => one.partner.id, width: 160 },
        ]}
        filters={[]}
        filterPlaceholder={t('nav.awards')}
        freeText="none"
        standardSort={{ sort: 'name', order: 'asc' }}
        search={search}
        onSearch={next => void navigate({ search: next })}
        load={listAwards}
        trackBy={one => one.partner.id}
        nameOf={one => one.partner.name}
        empty={<Nothing title={t('awards.none')} text={t('awards.text')} />}
      />
      {open && <AwardModal award={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}
