import Button from '@cloudscape-design/components/button';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { InfoLink } from '../../components/InfoLink';
import { Nothing, ServerTable } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { listVerifications, type Case, type Verdict } from './api';
import { CaseModal } from './CaseModal';
import { CaseStatus, states, waiting } from './states';

const route = getRouteApi('/shell/aws/verifications');
const types = ['BUSINESS_VERIFICATION', 'REGISTRANT_VERIFICATION'] as const;

/** Who is behind the accounts: what waits for a decision, the oldest first, and what was decided. */
export function VerificationsPage() {
  const { t, tx, time } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [deciding, setDeciding] = useState<{ about: Case; decision: Verdict }>();
  const or = (text: string | undefined) => text || t('common.empty');
  return (
    <>
      <ServerTable
        list="verifications"
        title={t('nav.verifications')}
        description={t('verifications.text')}
        info={<InfoLink topic="verifications" about={t('nav.verifications')} />}
        columns={[
          {
            id: 'partner',
            header: t('desk.partner'),
            cell: one => one.partner.name,
            width: 200,
            isRowHeader: true,
          },
          {
            id: 'type',
            header: t('verifications.type'),
            cell: one => t(`verifications.type.${one.type}`),
            width: 150,
          },
          {
            id: 'status',
            header: t('verifications.status'),
            cell: one => <CaseStatus status={one.status} />,
            width: 220,
          },
          {
            id: 'started',
            header: t('verifications.started'),
            cell: one => time(one.started),
            sort: 'started',
            width: 190,
          },
          {
            id: 'legalName',
            header: t('verifications.legalName'),
            cell: one => or(one.legalName),
            width: 200,
          },
          {
            id: 'registration',
            header: t('verifications.registration'),
            cell: one => or(one.registrationId),
            width: 170,
          },
          {
            id: 'country',
            header: t('verifications.country'),
            cell: one => or(tx('country', one.country)),
            width: 130,
          },
          {
            id: 'completed',
            header: t('verifications.completed'),
            cell: one => or(time(one.completed)),
            width: 190,
          },
          { id: 'reason', header: t('verifications.reason'), cell: one => or(one.reason), width: 260 },
          {
            id: 'account',
            header: t('partners.account'),
            cell: one => one.partner.id,
            width: 150,
            hidden: true,
          },
          {
            id: 'attempt',
            header: t('verifications.attempt'),
            cell: one => one.attempt,
            width: 100,
            hidden: true,
          },
        ]}
        filters={[
          {
            key: 'state',
            label: t('verifications.state'),
            kind: 'choice',
            equalOnly: true,
            options: states.map(state => [state, t(`verifications.state.${state}`)] as const),
          },
          {
            key: 'type',
            label: t('verifications.type'),
            kind: 'choice',
            equalOnly: true,
            options: types.map(type => [type, t(`verifications.type.${type}`)] as const),
          },
        ]}
        filterPlaceholder={t('verifications.filter')}
        freeText="none"
        standardSort={{ sort: 'started', order: 'asc' }}
        standardFilter={waiting}
        search={search}
        onSearch={next => void navigate({ search: next })}
        load={listVerifications}
        refresh={15_000}
        trackBy={one => one.id}
        nameOf={one => `${one.partner.name} ${t(`verifications.type.${one.type}`)}`}
        selectable="single"
        actions={([about], clear) =>
          (['reject', 'approve'] as const).map(decision => (
            <Button
              key={decision}
              disabled={!about || !!about.completed}
              disabledReason={t(about ? 'reason.decided' : 'reason.one')}
              onClick={() => {
                if (!about) return;
                setDeciding({ about, decision });
                clear(); // once it is decided, the row says something else
              }}
            >
              {t(`verifications.${decision}`)}
            </Button>
          ))
        }
        empty={<Nothing title={t('verifications.none')} text={t('verifications.noneText')} />}
      />
      {deciding && <CaseModal {...deciding} onClose={() => setDeciding(undefined)} />}
    </>
  );
}
