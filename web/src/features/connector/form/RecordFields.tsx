import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef } from 'react';
import { textOf } from '../../../components/form/document';
import { violationText } from '../../../components/form/violations';
import { useI18n, type I18n } from '../../../i18n';
import { sectionText } from '../objects';
import type { CrmField, CrmObject } from '../types';
import { labelOf } from '../values';
import { FieldControl } from './FieldControl';
import type { RecordForm } from './useRecordForm';

interface Props {
  object: CrmObject;
  form: RecordForm;
  /** Which of the CRM's fields are drawn; all that somebody may write when absent. */
  only?: (field: CrmField) => boolean;
  /** The field that the cursor is put into at first. */
  focus?: string;
  /** Says of which record the fields are, where there are several on a page. */
  of?: string;
}

export const sectionsOf = (fields: CrmField[]): Map<string, CrmField[]> => {
  const sections = new Map<string, CrmField[]>();
  for (const field of fields) sections.set(field.section, [...(sections.get(field.section) ?? []), field]);
  return sections;
};

export const drawnFields = (object: CrmObject, only: (field: CrmField) => boolean = () => true) =>
  object.fields.filter(field => !field.readOnly && only(field));

/** The fields of a record in their sections, each with the refusals that belong to it. */
export function RecordFields({ object, form, only, focus, of }: Props) {
  const i18n = useI18n();
  return (
    <SpaceBetween size="l">
      {[...sectionsOf(drawnFields(object, only))].map(([section, fields]) => (
        <Container
          key={section}
          header={
            <Header variant="h2" description={of}>
              {sectionText(section, object, i18n)}
            </Header>
          }
        >
          <SpaceBetween size="l">
            <ColumnLayout columns={2}>
              {fields
                .filter(field => field.type !== 'longtext')
                .map(field => (
                  <LabelledField key={field.name} field={field} form={form} focus={focus === field.name} />
                ))}
            </ColumnLayout>
            {fields
              .filter(field => field.type === 'longtext')
              .map(field => (
                <LabelledField key={field.name} field={field} form={form} focus={focus === field.name} />
              ))}
          </SpaceBetween>
        </Container>
      ))}
    </SpaceBetween>
  );
}

/** The name of a field, and whether it may be left empty: for the CRM, and for AWS. */
function labelText(field: CrmField, i18n: I18n): string {
  const label = labelOf(field, i18n);
  if (field.required) return label;
  return i18n.t(field.shared ? 'record.needed' : 'common.optional', { label });
}

function LabelledField({ field, form, focus }: { field: CrmField; form: RecordForm; focus: boolean }) {
  const i18n = useI18n();
  const { t } = i18n;
  const place = useRef<HTMLDivElement>(null);
  const value = form.value(field.name);
  const used = [...textOf(value)].length;
  const long =
    field.length >= 255 && field.type !== 'url' && field.type !== 'email' && used > field.length * 0.8;
  const errors = form.violationsAt(field.name).map(violation => violationText(violation, i18n));
  useEffect(() => {
    if (!focus) return;
    place.current?.querySelector<HTMLElement>('input, textarea, button')?.focus();
  }, [focus]);
  return (
    <div ref={place}>
      <FormField
        label={labelText(field, i18n)}
        errorText={errors.join(' ') || undefined}
        constraintText={long ? t('form.characters', { used, max: field.length }) : undefined}
        stretch={field.type === 'longtext'}
      >
        <FieldControl
          field={field}
          value={value}
          onChange={next => form.set(field.name, next)}
          reference={form.record.references[field.name]}
          account={textOf(form.value('AccountId'))}
        />
      </FormField>
    </div>
  );
}
