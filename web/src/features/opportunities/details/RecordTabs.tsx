import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs, { type TabsProps } from '@cloudscape-design/components/tabs';
import type { ReactNode } from 'react';
import type { Change, Record } from '../../../api/central';
import type { Page } from '../../../api/list';
import { readField, textOf } from '../../../components/form/document';
import { useI18n } from '../../../i18n';
import { Additional } from './Additional';
import { ChannelTab } from '../../collaboration/ChannelTab';
import { Associations } from './Associations';
import { AwsSide } from './AwsSide';
import { Contacts } from './Contacts';
import { RecordHistory } from './RecordHistory';
import { Partners } from './Partners';
import { logOf, StepsLog } from './NextSteps';
import { Sections } from './Sections';
import { tabs } from './tabs';

interface Props {
  record: Record;
  loadHistory: (id: string, cursor?: string) => Promise<Page<Change>>;
  nextStepActions?: ReactNode;
  awsSide?: ReactNode;
  active: string | undefined;
  onChange: (tab: string) => void;
}

/** Everything about an opportunity, for the partner and for the desk. */
export function RecordTabs({ record, loadHistory, nextStepActions, awsSide, active, onChange }: Props) {
  const { t, label } = useI18n();
  const doc = record.document;
  const all: TabsProps.Tab[] = [
    {
      id: 'project',
      label: t('opportunities.tab.project'),
      content: (
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">{label('customer_business_problem')}</Header>}>
            <Box variant="p">{textOf(readField(doc, 'customer_business_problem')) || t('common.empty')}</Box>
          </Container>
          <Sections doc={doc} sections={tabs.project} />
        </SpaceBetween>
      ),
    },
    {
      id: 'customer',
      label: t('opportunities.tab.customer'),
      content: <Sections doc={doc} sections={tabs.customer} />,
    },
    {
      id: 'additional',
      label: t('wizard.additional'),
      content: <Additional record={record} />,
    },
    {
      id: 'nextSteps',
      label: label('next_steps'),
      content: (
        <StepsLog
          title={label('next_steps')}
          now={textOf(readField(doc, 'next_steps'))}
          log={logOf(doc)}
          actions={nextStepActions}
        />
      ),
    },
    { id: 'aws', label: t('opportunities.tab.aws'), content: awsSide ?? <AwsSide record={record} /> },
    {
      id: 'associations',
      label: t('opportunities.tab.associations'),
      content: <Associations record={record} />,
    },
    ...('decisions' in record
      ? []
      : [
          { id: 'partners', label: t('partners.tab'), content: <Partners record={record} /> },
          { id: 'channel', label: t('channels.tab'), content: <ChannelTab id={record.id} /> },
        ]),
    { id: 'contacts', label: t('opportunities.tab.contacts'), content: <Contacts record={record} /> },
    {
      id: 'marketing',
      label: t('opportunities.tab.marketing'),
      content: <Sections doc={doc} sections={tabs.marketing} />,
    },
    {
      id: 'history',
      label: t('opportunities.tab.history'),
      content: <RecordHistory id={record.id} load={loadHistory} />,
    },
  ];
  return (
    <Tabs
      tabs={all}
      activeTabId={all.some(tab => tab.id === active) ? active : 'project'}
      onChange={e => onChange(e.detail.activeTabId)}
      ariaLabel={t('opportunities.tabs')}
    />
  );
}
