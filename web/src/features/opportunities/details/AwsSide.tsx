import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { InfoLink } from '../../../components/InfoLink';
import type { Record } from '../../../api/central';
import { readField, textOf } from '../../../components/form/document';
import { fieldText, fieldValue } from '../../../components/form/FieldValue';
import type { FieldId } from '../../../gen/fields';
import { useI18n } from '../../../i18n';
import { Nothing } from '../../../components/list/ServerTable';
import { logOf, StepsLog } from './NextSteps';

const overview: FieldId[] = [
  'involvement_change_reason',
  'cosell_motion',
  'engagement_score',
  'quality_score',
  'quality_trend',
];

/** How AWS works on the deal: its involvement, its advice and its next steps. Its end stands among the additional details. */
export function AwsSide({ record }: { record: Record }) {
  const i18n = useI18n();
  const { t, label } = i18n;
  const aws = record.awsSummary;
  if (!aws) return <Nothing title={t('aws.none')} text={t('aws.noneText')} />;
  const advice = fieldText(aws, 'next_best_actions', i18n);
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" info={<InfoLink topic="awsSide" about={t('opportunities.tab.aws')} />}>
            {t('opportunities.tab.aws')}
          </Header>
        }
      >
        <KeyValuePairs
          columns={3}
          items={overview.map(id => ({ label: label(id), value: fieldValue(aws, id, i18n) }))}
        />
      </Container>
      {advice && (
        <Container header={<Header variant="h2">{label('next_best_actions')}</Header>}>
          <Box variant="p">{advice}</Box>
        </Container>
      )}
      <StepsLog
        title={label('aws_next_steps')}
        now={textOf(readField(aws, 'aws_next_steps'))}
        log={logOf(aws)}
      />
    </SpaceBetween>
  );
}
