import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Icon from '@cloudscape-design/components/icon';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { leadQuery, type LeadStatus } from './api';
import { Interactions } from './details/Interactions';
import { LeadActions, type LeadDialog } from './details/LeadActions';
import { CompanyFacts, NeedFacts } from './details/LeadFacts';
import { LeadHistory } from './details/LeadHistory';
import { LeadOverview } from './details/LeadOverview';
import { LeadState } from './details/LeadState';
import { StatusPath } from './details/StatusPath';
import { AcceptModal } from './AcceptModal';
import { ConvertModal } from './ConvertModal';
import { RejectModal } from './RejectModal';
import { StatusModal } from './StatusModal';
import { TransferModal } from './TransferModal';

const route = getRouteApi('/shell/leads/$id/');

/** One lead: what of it may be seen, where it stands, and what becomes of it. */
export function LeadPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: record } = useSuspenseQuery({ ...leadQuery(id), refetchInterval: 30_000 });
  const [dialog, setDialog] = useState<LeadDialog>();
  const [wanted, setWanted] = useState<LeadStatus>();
  const close = () => setDialog(undefined);
  const accepted = record.stage === 'ACCEPTED';

  const ask = (status?: LeadStatus) => {
    setWanted(status);
    setDialog('status');
  };
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink topic="lead" about={t('lead.heading')} />}
          description={record.title && record.title !== record.company ? `${record.title} - ${id}` : id}
          actions={
            <LeadActions record={record} onAsk={what => (what === 'status' ? ask() : setDialog(what))} />
          }
        >
          {record.company || id} {record.flagged && <Icon name="flag" ariaLabel={t('flag.flagged')} />}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <LeadState record={record} />
        {accepted && (
          <StatusPath now={record.status ?? 'Open'} onChoose={record.may.update ? ask : undefined} />
        )}
        <LeadOverview record={record} />
        <Tabs
          ariaLabel={t('leads.tabs')}
          activeTabId={tab}
          onChange={e => void navigate({ search: { tab: e.detail.activeTabId }, replace: true })}
          tabs={[
            {
              id: 'details',
              label: t('leads.tab.details'),
              content: (
                <SpaceBetween size="l">
                  <CompanyFacts lead={record.lead} />
                  <NeedFacts record={record} />
                </SpaceBetween>
              ),
            },
            ...(accepted
              ? [
                  {
                    id: 'interactions',
                    label: t('lead.interactions'),
                    content: <Interactions lead={record.lead} />,
                  },
                ]
              : []),
            { id: 'history', label: t('opportunities.tab.history'), content: <LeadHistory id={id} /> },
          ]}
        />
      </SpaceBetween>
      {dialog === 'accept' && <AcceptModal id={id} onClose={close} />}
      {dialog === 'reject' && <RejectModal record={record} onClose={close} />}
      {dialog === 'convert' && (
        <ConvertModal record={record} onQualify={() => ask('Qualified')} onClose={close} />
      )}
      {dialog === 'status' && <StatusModal record={record} wanted={wanted} onClose={close} />}
      {dialog === 'transfer' && <TransferModal ids={[id]} onDone={close} onClose={close} />}
    </ContentLayout>
  );
}
