import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import type { ReactNode } from 'react';
import { textOf } from '../../../components/form/document';
import { ReviewStatus } from '../../../components/Status';
import { useI18n } from '../../../i18n';
import { PairingStatus } from '../states';
import type { Deal } from '../types';
import { dayText } from '../values';
import { progress } from './progress';
import { Team } from './Team';

/** Where the deal stands with AWS: the way it went, and what AWS says about it. */
export function AwsPanel({ deal, actions }: { deal: Deal; actions?: ReactNode }) {
  const i18n = useI18n();
  const { t, tx, label, time } = i18n;
  const { pairing, aws } = deal;
  const or = (text: string | undefined) => text || t('common.empty');
  const said = (name: string) => textOf(aws?.fields[name]);
  const words: Partial<Record<StepsProps.Status, string>> = {
    success: t('stage.passed'),
    'in-progress': t('stage.now'),
    pending: t('stage.ahead'),
    warning: t('progress.warning'),
    error: t('progress.error'),
  };
  const awsStage = pairing.awsStage || said('AwsStage');
  return (
    <Container
      header={
        <Header variant="h2" actions={actions}>
          {t('pairing.title')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Steps
          orientation="horizontal"
          ariaLabel={t('progress.title')}
          steps={progress(pairing).map(({ milestone, status }) => ({
            status,
            header: t(`progress.${milestone}`),
            statusIconAriaLabel: words[status],
          }))}
        />
        <KeyValuePairs
          columns={4}
          minColumnWidth={170}
          items={[
            { label: t('pairing.state'), value: <PairingStatus pairing={pairing} /> },
            { label: t('pairing.review'), value: <ReviewStatus status={pairing.reviewStatus} /> },
            {
              label: label('opportunity_id'),
              value: pairing.opportunityId ? (
                <CopyToClipboard
                  variant="inline"
                  textToCopy={pairing.opportunityId}
                  copyButtonAriaLabel={t('copy.action')}
                  copySuccessText={t('copy.done')}
                  copyErrorText={t('copy.failed')}
                />
              ) : (
                t('common.empty')
              ),
            },
            { label: t('pairing.lastSynced'), value: or(time(pairing.lastSyncedDate)) },
            ...(pairing.opportunityId
              ? [
                  { label: label('aws_stage'), value: or(awsStage && tx('aws_stage', awsStage)) },
                  { label: label('aws_close_date'), value: or(dayText(said('AwsCloseDate'), i18n)) },
                  { label: label('aws_next_steps'), value: or(said('AwsNextSteps')) },
                  { label: t('pairing.team'), value: <Team text={said('AwsTeam')} /> },
                ]
              : []),
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}
