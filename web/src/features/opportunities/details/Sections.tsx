import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { readField, type Doc } from '../../../components/form/document';
import { fieldValue } from '../../../components/form/FieldValue';
import type { FieldId } from '../../../gen/fields';
import { useI18n } from '../../../i18n';
import { contractText } from '../form/contract';
import { whenFilled, type Section } from './tabs';

const shown = (doc: Doc, id: FieldId) => !whenFilled.has(id) || (readField(doc, id) ?? '') !== '';

/** Groups of fields with their values. */
export function Sections({ doc, sections }: { doc: Doc; sections: readonly Section[] }) {
  const i18n = useI18n();
  return (
    <SpaceBetween size="l">
      {sections.map(section => {
        const ids = section.fields.filter(id => shown(doc, id));
        if (ids.length === 0) return null;
        return (
          <Container key={section.title} header={<Header variant="h2">{i18n.t(section.title)}</Header>}>
            <KeyValuePairs
              columns={3}
              items={ids.flatMap(id => [
                ...(id === 'contract_duration_value'
                  ? [{ label: i18n.t('wizard.contractValue'), value: contractText(doc, i18n) }]
                  : []),
                { label: i18n.label(id), value: fieldValue(doc, id, i18n) },
              ])}
            />
          </Container>
        );
      })}
    </SpaceBetween>
  );
}
