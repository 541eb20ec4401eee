import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Record } from '../../../api/central';
import { readField, textOf } from '../../../components/form/document';
import { fieldValue } from '../../../components/form/FieldValue';
import { InfoLink } from '../../../components/InfoLink';
import type { FieldId } from '../../../gen/fields';
import { useI18n } from '../../../i18n';
import { Sections } from './Sections';
import { tabs } from './tabs';

const ended: FieldId[] = ['aws_stage', 'aws_close_date', 'aws_closed_lost_reason'];

/** What is told beside the deal itself: the end of AWS's own deal, references, and how the record is kept in step. */
export function Additional({ record }: { record: Record }) {
  const i18n = useI18n();
  const { t, label, time } = i18n;
  const { document: doc, awsSummary: aws, program } = record;
  const over = aws !== undefined && textOf(readField(aws, 'aws_stage')) !== '';
  const partner = !('decisions' in record);
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" info={<InfoLink topic="awsSide" about={t('opportunities.awsEnd')} />}>
            {t('opportunities.awsEnd')}
          </Header>
        }
      >
        {over && aws ? (
          <KeyValuePairs
            columns={3}
            items={ended.map(id => ({ label: label(id), value: fieldValue(aws, id, i18n) }))}
          />
        ) : (
          <Box color="text-body-secondary">{t('opportunities.awsEnd.notYet')}</Box>
        )}
      </Container>
      <Sections doc={doc} sections={tabs.additional} />
      {partner && (
        <Container
          header={
            <Header variant="h2" description={t('opportunities.sync.text')}>
              {t('opportunities.sync')}
            </Header>
          }
        >
          <KeyValuePairs
            columns={3}
            items={[
              { label: label('partner_crm_id'), value: fieldValue(doc, 'partner_crm_id', i18n) },
              {
                label: t('opportunities.sync.last'),
                value: program
                  ? t('opportunities.sync.by', { at: time(program.at), name: program.name })
                  : t('opportunities.sync.never'),
              },
              { label: label('last_modified_date'), value: fieldValue(doc, 'last_modified_date', i18n) },
            ]}
          />
        </Container>
      )}
    </SpaceBetween>
  );
}
