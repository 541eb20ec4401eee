import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs, { type TabsProps } from '@cloudscape-design/components/tabs';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useFlash } from '../../app/flash';
import { useFollow } from '../../components/follow';
import { useI18n, type I18n } from '../../i18n';
import { objectQuery, recordQuery, syncNow } from './api';
import { LogTable } from './log/LogTable';
import { placeAt, recordHref } from './places';
import { AwsPanel } from './record/AwsPanel';
import { Banner } from './record/Banner';
import { Check } from './record/Check';
import { Comments } from './record/Comments';
import { Details } from './record/Details';
import { Parked } from './record/Parked';
import { PlanPreview } from './record/PlanPreview';
import { Related } from './record/Related';
import { ShareModal } from './ShareModal';
import type { CrmObject, Deal } from './types';
import { crmText, fieldOf } from './values';

const route = getRouteApi('/shell/crm/$slug/$id/');

/** One record of the CRM; of a deal also where it stands with AWS, and what to do next. */
export function RecordPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const { slug, id } = route.useParams();
  const { tab, dialog } = route.useSearch();
  const { session } = route.useRouteContext();
  const navigate = route.useNavigate();
  const follow = useFollow();
  const flash = useFlash();
  const queries = useQueryClient();
  const object = useSuspenseQuery(objectQuery(placeAt(slug)?.object ?? '')).data;
  const { data: record, refetch, isRefetching } = useSuspenseQuery(recordQuery(object.name, id));
  const isDeal = object.name === 'Opportunity';

  const open = (next: string) => void navigate({ search: { tab: next }, replace: true });
  const share = () => void navigate({ search: { tab, dialog: 'share' }, replace: true });
  const sync = useMutation({
    mutationFn: () => syncNow(object.name, id),
    onSuccess: async () => {
      flash.success(t('pairing.syncing', { name: record.name }));
      await queries.invalidateQueries();
    },
    onError: flash.failure,
  });
  const operations = session.features.includes('operations');
  const all = tabsOf(object, record, operations, i18n);

  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={isDeal ? dealLine(object, record, i18n) : undefined}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button
                iconName="refresh"
                ariaLabel={t('action.refresh')}
                loading={isRefetching}
                onClick={() => void refetch()}
              />
              {record.allowed.sync && (
                <Button
                  loading={sync.isPending}
                  disabled={record.pairing.state === 'waiting'}
                  disabledReason={t('pairing.waiting')}
                  onClick={() => sync.mutate()}
                >
                  {t('pairing.sync')}
                </Button>
              )}
              {record.allowed.edit && (
                <Button href={`${recordHref(object.name, id)}/edit`} onFollow={follow}>
                  {t('action.edit')}
                </Button>
              )}
              {record.allowed.share && (
                <Button variant="primary" onClick={share}>
                  {t('share.action')}
                </Button>
              )}
            </SpaceBetween>
          }
        >
          {record.name || id}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {isDeal && <Banner deal={record} operations={operations} onShare={share} onTab={open} />}
        {isDeal && <AwsPanel deal={record} />}
        <Tabs
          tabs={all}
          activeTabId={all.some(one => one.id === tab) ? tab : 'details'}
          onChange={e => open(e.detail.activeTabId)}
          ariaLabel={record.name}
        />
      </SpaceBetween>
      {dialog === 'share' && record.allowed.share && (
        <ShareModal deal={record} onClose={() => void navigate({ search: { tab }, replace: true })} />
      )}
    </ContentLayout>
  );
}

/** What a seller knows a deal by: whose it is, how much, and by when. */
function dealLine(object: CrmObject, record: Deal, i18n: I18n): string {
  const text = (name: string) => crmText(fieldOf(object, name), record.fields[name], i18n, record.fields);
  return [record.references.AccountId?.name, text('StageName'), text('Amount'), text('CloseDate')]
    .filter(Boolean)
    .join(' · ');
}

function tabsOf(object: CrmObject, record: Deal, operations: boolean, i18n: I18n): TabsProps.Tab[] {
  const { t } = i18n;
  const counted = (label: string, count: number) => (count > 0 ? `${label} (${i18n.number(count)})` : label);
  const tabs: TabsProps.Tab[] = [
    {
      id: 'details',
      label: t('record.details'),
      content: <Details object={object} record={record} />,
    },
    {
      id: 'related',
      label: t('record.related'),
      content: <Related record={record} />,
    },
  ];
  if (object.name !== 'Opportunity') return tabs;
  return [
    ...tabs,
    {
      id: 'comments',
      label: counted(t('comments.title'), record.comments.length),
      content: <Comments comments={record.comments} />,
    },
    { id: 'check', label: t('check.title'), content: <Check deal={record} /> },
    {
      id: 'parked',
      label: counted(t('parked.title'), record.parked.length),
      content: <Parked object={object} parked={record.parked} />,
    },
    { id: 'plan', label: t('plan.tab'), content: <PlanPreview object={object} deal={record} /> },
    { id: 'log', label: t('nav.log'), content: <LogTable deal={record} whole={operations} /> },
  ];
}
