import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormPart from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { ApiError, type Violation } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { ClashAlert } from '../../components/clash/ClashAlert';
import { compare, settle, withEdit, type Fields } from '../../components/clash/edits';
import { isStale } from '../../components/form/FormModal';
import { PlainControl } from '../../components/form/PlainControl';
import { showRefused } from '../../components/form/showRefused';
import { violationText } from '../../components/form/violations';
import { LeaveGuard } from '../../components/LeaveGuard';
import { useI18n } from '../../i18n';
import { leadQuery, updateLead, type LeadRecord } from './api';
import { changeOf, fieldOfRefusal, groups, leadFieldAt, valuesOf, type LeadField } from './form';
import { leadValue } from './words';

const route = getRouteApi('/shell/leads/$id/edit');

/** The form of an accepted lead. What is AWS's stands on the lead's page alone. */
export function EditPage() {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const { id } = route.useParams();
  const router = useRouter();
  const flash = useFlash();
  const queries = useQueryClient();
  const { data } = useSuspenseQuery({ ...leadQuery(id), staleTime: Infinity });
  const [record, setRecord] = useState(data);
  const [edits, setEdits] = useState<Fields>({});
  const [theirs, setTheirs] = useState<LeadRecord>();
  const [violations, setViolations] = useState<Violation[]>([]);
  const done = useRef(false);
  const before = valuesOf(record.lead);
  const values = { ...before, ...edits };
  const changed = Object.keys(edits).length > 0;

  const leave = () => router.navigate({ to: '/leads/$id', params: { id } });
  const save = useMutation({
    mutationFn: () => updateLead(id, record.version, changeOf(values)),
    onSuccess: async saved => {
      done.current = true;
      queries.setQueryData(leadQuery(id).queryKey, saved);
      await queries.invalidateQueries({ queryKey: ['leads'] });
      flash.success(t('lead.saved'));
      await leave();
    },
    onError: async problem => {
      if (isStale(problem)) return setTheirs(await queries.fetchQuery({ ...leadQuery(id), staleTime: 0 }));
      if (problem instanceof ApiError) setViolations(problem.violations);
      showRefused();
    },
  });
  const takeOver = (take: ReadonlySet<string>) => {
    if (!theirs) return;
    setEdits(settle(edits, valuesOf(theirs.lead), take));
    setRecord(theirs);
    setTheirs(undefined);
  };
  const set = (path: string, value: string) => {
    setEdits(old => withEdit(old, before, path, value));
    setViolations(old => old.filter(one => fieldOfRefusal(one.location)?.path !== path));
  };
  const refusal = ({ path }: LeadField) =>
    violations
      .filter(one => fieldOfRefusal(one.location)?.path === path)
      .map(one => violationText(one, i18n))
      .join(' ') || undefined;
  const field = (one: LeadField) => (
    <FormField
      key={one.path}
      label={one.required ? t(one.label) : t('common.optional', { label: t(one.label) })}
      errorText={refusal(one)}
      stretch={one.kind === 'long'}
    >
      <PlainControl
        kind={one.kind}
        value={String(values[one.path])}
        onChange={value => set(one.path, value)}
      />
    </FormField>
  );
  const homeless = violations.filter(one => !fieldOfRefusal(one.location));
  const unexplained = save.isError && !isStale(save.error) && violations.length === 0;
  const label = (path: string) => t(leadFieldAt(path)?.label ?? 'violation.field');

  return (
    <ContentLayout header={<Header variant="h1">{t('record.edit', { name: record.company })}</Header>}>
      <LeaveGuard when={() => changed && !done.current} />
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          if (changed) save.mutate();
          else void leave();
        }}
      >
        <FormPart
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => void leave()}>
                {t('action.cancel')}
              </Button>
              <Button
                variant="primary"
                loading={save.isPending}
                disabled={theirs !== undefined}
                disabledReason={t('clash.first')}
              >
                {t('action.save')}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <Alert type="info">{t('leads.edit.text')}</Alert>
            {groups.map(group => (
              <Container
                key={group.title}
                header={
                  <Header variant="h2" description={group.text && t(group.text)}>
                    {t(group.title)}
                  </Header>
                }
              >
                <SpaceBetween size="l">
                  <ColumnLayout columns={2}>
                    {inOrder(group.fields, locale)
                      .filter(one => one.kind !== 'long')
                      .map(field)}
                  </ColumnLayout>
                  {group.fields.filter(one => one.kind === 'long').map(field)}
                </SpaceBetween>
              </Container>
            ))}
            {(homeless.length > 0 || unexplained) && (
              <Alert type="error" header={t('error.title')}>
                {unexplained && problemText(save.error, i18n)}
                {homeless.map(one => (
                  <div key={one.location + one.message}>{violationText(one, i18n)}</div>
                ))}
              </Alert>
            )}
            {theirs && (
              <ClashAlert
                {...compare(before, valuesOf(theirs.lead), edits)}
                label={label}
                shown={(path, value) => leadValue(path, String(value ?? ''), i18n)}
                onSettle={takeOver}
              />
            )}
          </SpaceBetween>
        </FormPart>
      </form>
    </ContentLayout>
  );
}

/** Japanese puts the family name first, English last. */
function inOrder(fields: LeadField[], locale: string): LeadField[] {
  const [last, first, ...rest] = fields;
  if (locale === 'ja' || !last?.path.endsWith('.LastName') || !first) return fields;
  return [first, last, ...rest];
}
