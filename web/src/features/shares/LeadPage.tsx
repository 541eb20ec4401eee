import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Violation } from '../../api/client';
import { PlainControl } from '../../components/form/PlainControl';
import { violationText } from '../../components/form/violations';
import { useI18n, type I18n } from '../../i18n';
import { shareLead } from './api';
import { groups, leadFieldAt, leadOf, type LeadField } from './lead';
import { ShareForm } from './ShareForm';

/** Shares a lead of AWS with a partner. */
export function LeadPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const [values, setValues] = useState<{ [path: string]: string }>({});
  const [violations, setViolations] = useState<Violation[]>([]);
  const set = (path: string, value: string) => {
    setValues(old => ({ ...old, [path]: value }));
    setViolations(old => old.filter(one => leadFieldAt(one.location) !== path));
  };
  const refusal = ({ path, label }: LeadField) =>
    violations
      .filter(one => leadFieldAt(one.location) === path)
      .map(one =>
        one.code === 'REQUIRED_FIELD_MISSING'
          ? t('shares.lead.missing', { label: t(label) })
          : violationText(one, i18n),
      )
      .join(' ') || undefined;
  const one = (field: LeadField) => (
    <FormField
      key={field.path}
      label={field.required ? t(field.label) : t('common.optional', { label: t(field.label) })}
      errorText={refusal(field)}
      stretch={field.kind === 'long'}
    >
      <PlainControl
        kind={field.kind}
        value={values[field.path] ?? ''}
        onChange={value => set(field.path, value)}
      />
    </FormField>
  );
  return (
    <ShareForm
      title={t('shares.lead')}
      description={t('shares.lead.text')}
      action={t('shares.lead.send')}
      changed={Object.values(values).some(Boolean)}
      send={(partner, message) => shareLead(partner, message, leadOf(values))}
      violations={violations}
      onViolations={setViolations}
      isBeside={violation => leadFieldAt(violation.location) !== undefined}
    >
      {groups.map(group => (
        <Container
          key={group.title}
          header={
            <Header variant="h2" description={t(group.text)}>
              {t(group.title)}
            </Header>
          }
        >
          <SpaceBetween size="l">
            <ColumnLayout columns={2}>{inOrder(group.fields, i18n).map(one)}</ColumnLayout>
            {group.fields.filter(field => field.kind === 'long').map(one)}
          </SpaceBetween>
        </Container>
      ))}
    </ShareForm>
  );
}

/** The short fields. Japanese puts the family name first, English last. */
function inOrder(fields: LeadField[], { locale }: I18n): LeadField[] {
  const short = fields.filter(field => field.kind !== 'long');
  if (locale === 'ja') return short;
  const given = short.find(field => field.path.endsWith('.FirstName'));
  if (!given) return short;
  return short.flatMap(field => {
    if (field === given) return [];
    return field.path.endsWith('.LastName') ? [given, field] : [field];
  });
}
