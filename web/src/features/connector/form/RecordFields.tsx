import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef } from 'react';
import { listOf, textOf } from '../../../components/form/document';
import { violationText } from '../../../components/form/violations';
import { useI18n } from '../../../i18n';
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

function LabelledField({ field, form, focus }: { field: CrmField; form: RecordForm; focus: boolean }) {
  const i18n = useI18n();
  const { t } = i18n;
  const place = useRef<HTMLDivElement>(null);
  const label = labelOf(field, i18n);
  const value = form.value(field.name);
  const used = [...textOf(value)].length;
  const long =
    field.length >= 255 && field.type !== 'url' && field.type !== 'email' && used > field.length * 0.8;
  const freeList = field.type === 'multipicklist' && field.values.length === 0;
  const errors = form.violationsAt(field.name).map(violation => violationText(violation, i18n));
  useEffect(() => {
    if (!focus) return;
    place.current?.querySelector<HTMLElement>('input, textarea, button')?.focus();
  }, [focus]);
  const entries = freeList && Array.isArray(value) ? listOf(value).length : undefined;
  return (
    <div ref={place}>
      <FormField
        label={field.required ? label : t('common.optional', { label })}
        errorText={errors.join(' ') || undefined}
        constraintText={
          entries !== undefined
            ? t('record.commas')
            : long
              ? t('form.characters', { used, max: field.length })
              : undefined
        }
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
