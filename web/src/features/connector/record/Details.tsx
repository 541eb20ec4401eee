import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { textOf } from '../../../components/form/document';
import { useI18n } from '../../../i18n';
import { useNamed } from '../choices';
import { sectionsOf } from '../form/RecordFields';
import { sectionText } from '../objects';
import type { CrmObject, Deal } from '../types';
import { Team } from './Team';
import { crmText, crmValue, labelOf } from '../values';

/** The record's fields as the CRM orders them. */
export function Details({ object: described, record }: { object: CrmObject; record: Deal }) {
  const object = useNamed(described);
  const i18n = useI18n();
  return (
    <SpaceBetween size="l">
      {[...sectionsOf(object.fields)].map(([section, fields]) => (
        <Container key={section} header={<Header variant="h2">{sectionText(section, object, i18n)}</Header>}>
          <SpaceBetween size="l">
            <KeyValuePairs
              columns={4}
              minColumnWidth={190}
              items={fields
                .filter(field => field.type !== 'longtext')
                .map(field => ({
                  label: labelOf(field, i18n),
                  value: crmValue(field, record.fields, record.references, i18n),
                }))}
            />
            {fields
              .filter(field => field.type === 'longtext')
              .map(field => (
                <div key={field.name}>
                  <Box variant="awsui-key-label">{labelOf(field, i18n)}</Box>
                  <Box padding={{ vertical: 'xxs' }}>
                    {field.name === 'AwsTeam' ? (
                      <Team text={textOf(record.fields.AwsTeam)} />
                    ) : (
                      crmText(field, record.fields[field.name], i18n) || i18n.t('common.empty')
                    )}
                  </Box>
                </div>
              ))}
          </SpaceBetween>
        </Container>
      ))}
    </SpaceBetween>
  );
}
