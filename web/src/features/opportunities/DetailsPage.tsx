import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Icon from '@cloudscape-design/components/icon';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { history, recordQuery } from '../../api/central';
import { flag } from '../../api/views';
import { useFlash } from '../../app/flash';
import { mayEdit, readField, textOf } from '../../components/form/document';
import { useI18n } from '../../i18n';
import { AssignModal } from './AssignModal';
import { AwsClosed } from './details/AwsClosed';
import { Overview } from './details/Overview';
import { RecordTabs } from './details/RecordTabs';
import { ReviewBanner } from './details/ReviewBanner';
import { StagePath } from './details/StagePath';
import { NextStepModal } from './QuickEdit';
import { StageModal } from './StageModal';
import { SubmitModal } from './SubmitModal';

const route = getRouteApi('/shell/opportunities/$id/');

type Dialog = 'submit' | 'stage' | 'nextStep' | 'assign';

const dialogs: string[] = ['stage', 'nextStep', 'assign'] satisfies Dialog[];
const isDialog = (id: string): id is Dialog => dialogs.includes(id);

export function DetailsPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  // A review goes on at AWS while the page is open.
  const {
    data: record,
    refetch,
    isRefetching,
  } = useSuspenseQuery({ ...recordQuery(id), refetchInterval: 15_000 });
  const [dialog, setDialog] = useState<Dialog>();
  const [wanted, setWanted] = useState<string>();
  const flash = useFlash();
  const queries = useQueryClient();
  const close = () => setDialog(undefined);

  const edit = () => void router.navigate({ to: '/opportunities/$id/edit', params: { id } });
  const { allowed, editable } = record;
  const review = textOf(readField(record.document, 'review_status'));
  const approved = review === 'Approved';
  const mayStage = allowed.update && approved && mayEdit(editable, 'stage') && record.nextStages.length > 0;
  const mayStep = allowed.update && approved && mayEdit(editable, 'next_steps');
  const title = textOf(readField(record.document, 'project_title')) || id;
  const locked = t('opportunities.locked');

  const ask = (what: Dialog, stage?: string) => {
    setWanted(stage);
    setDialog(what);
  };
  const mark = async () => {
    try {
      await flag('opportunities', [id], !record.flagged);
      await queries.invalidateQueries();
    } catch (problem) {
      flash.failure(problem);
    }
  };
  const act = (what: string) => {
    if (isDialog(what)) ask(what);
    else if (what === 'flag') void mark();
    else void router.navigate({ to: '/opportunities/create', search: { clone: id } });
  };

  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={id === title ? undefined : id}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button
                iconName="refresh"
                ariaLabel={t('action.refresh')}
                loading={isRefetching}
                onClick={() => void refetch()}
              />
              <ButtonDropdown
                items={[
                  {
                    id: 'stage',
                    text: t('stage.change'),
                    disabled: !mayStage,
                    disabledReason: t('stage.notNow'),
                  },
                  {
                    id: 'nextStep',
                    text: t('nextSteps.add'),
                    disabled: !mayStep,
                    disabledReason: t('stage.notNow'),
                  },
                  {
                    id: 'assign',
                    text: t('opportunities.assign'),
                    disabled: !allowed.assign,
                    disabledReason: locked,
                  },
                  {
                    id: 'clone',
                    text: t('opportunities.clone'),
                    disabled: review === 'Pending Submission',
                    disabledReason: t('opportunities.clone.draft'),
                  },
                  { id: 'flag', text: t(record.flagged ? 'flag.unflag' : 'flag.flag') },
                ]}
                onItemClick={e => act(e.detail.id)}
              >
                {t('common.actions')}
              </ButtonDropdown>
              <Button onClick={edit} disabled={!allowed.update} disabledReason={locked}>
                {t('action.edit')}
              </Button>
              {allowed.submit && (
                <Button variant="primary" onClick={() => ask('submit')}>
                  {t('submit.action')}
                </Button>
              )}
            </SpaceBetween>
          }
        >
          {title} {record.flagged && <Icon name="flag" ariaLabel={t('flag.flagged')} />}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <ReviewBanner record={record} onEdit={edit} />
        <AwsClosed record={record} onChange={stage => ask('stage', stage)} />
        <StagePath
          passed={record.stagesPassed}
          next={record.nextStages}
          onChoose={mayStage ? stage => ask('stage', stage) : undefined}
        />
        <Overview record={record} />
        <RecordTabs
          record={record}
          loadHistory={history}
          active={tab}
          onChange={next => void navigate({ search: { tab: next }, replace: true })}
          nextStepActions={
            <Button onClick={() => ask('nextStep')} disabled={!mayStep} disabledReason={t('stage.notNow')}>
              {t('nextSteps.add')}
            </Button>
          }
        />
      </SpaceBetween>
      {dialog === 'submit' && <SubmitModal record={record} onEdit={edit} onClose={close} />}
      {dialog === 'stage' && <StageModal record={record} wanted={wanted} onClose={close} />}
      {dialog === 'nextStep' && <NextStepModal record={record} onClose={close} />}
      {dialog === 'assign' && <AssignModal id={id} name={title} onClose={close} />}
    </ContentLayout>
  );
}
