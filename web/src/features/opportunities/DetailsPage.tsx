import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { history, recordQuery } from '../../api/central';
import { readField, textOf } from '../../components/form/document';
import { mayEdit } from '../../components/form/document';
import { useI18n } from '../../i18n';
import { AssignModal } from './AssignModal';
import { Overview } from './details/Overview';
import { RecordTabs } from './details/RecordTabs';
import { ReviewBanner } from './details/ReviewBanner';
import { StagePath } from './details/StagePath';
import { NextStepModal, StageModal } from './QuickEdit';
import { SubmitModal } from './SubmitModal';

const route = getRouteApi('/shell/opportunities/$id/');

type Dialog = 'submit' | 'stage' | 'nextStep' | 'assign';

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
  const close = () => setDialog(undefined);

  const edit = () => void router.navigate({ to: '/opportunities/$id/edit', params: { id } });
  const { allowed, editable } = record;
  const approved = textOf(readField(record.document, 'review_status')) === 'Approved';
  const mayStage = allowed.update && approved && mayEdit(editable, 'stage') && record.nextStages.length > 0;
  const mayStep = allowed.update && approved && mayEdit(editable, 'next_steps');
  const title = textOf(readField(record.document, 'project_title')) || id;
  const locked = t('opportunities.locked');

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
                ]}
                onItemClick={e => setDialog(e.detail.id as Dialog)}
              >
                {t('common.actions')}
              </ButtonDropdown>
              <Button onClick={edit} disabled={!allowed.update} disabledReason={locked}>
                {t('action.edit')}
              </Button>
              {allowed.submit && (
                <Button variant="primary" onClick={() => setDialog('submit')}>
                  {t('submit.action')}
                </Button>
              )}
            </SpaceBetween>
          }
        >
          {title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <ReviewBanner record={record} onEdit={edit} />
        <StagePath passed={record.stagesPassed} />
        <Overview record={record} />
        <RecordTabs
          record={record}
          loadHistory={history}
          active={tab}
          onChange={next => void navigate({ search: { tab: next }, replace: true })}
          nextStepActions={
            <Button
              onClick={() => setDialog('nextStep')}
              disabled={!mayStep}
              disabledReason={t('stage.notNow')}
            >
              {t('nextSteps.add')}
            </Button>
          }
        />
      </SpaceBetween>
      {dialog === 'submit' && <SubmitModal record={record} onEdit={edit} onClose={close} />}
      {dialog === 'stage' && <StageModal record={record} onClose={close} />}
      {dialog === 'nextStep' && <NextStepModal record={record} onClose={close} />}
      {dialog === 'assign' && <AssignModal id={id} name={title} onClose={close} />}
    </ContentLayout>
  );
}
