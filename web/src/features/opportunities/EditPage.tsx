import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormPart from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { recordQuery, update, type Form, type Record } from '../../api/central';
import { ApiError } from '../../api/client';
import { sessionQuery } from '../../api/session';
import { problemText, useFlash } from '../../app/flash';
import { fieldAt, mayEdit, readField } from '../../components/form/document';
import { forget, keep, keptKey, readKept } from '../../components/form/kept';
import { useForm } from '../../components/form/useForm';
import { LeaveGuard } from '../../components/LeaveGuard';
import { useI18n } from '../../i18n';
import { ClashAlert } from '../../components/clash/ClashAlert';
import { compare } from '../../components/clash/edits';
import { shown as inWords } from '../../components/form/changed';
import { isStale } from '../../components/form/FormModal';
import { showRefused } from '../../components/form/showRefused';
import { fields, type FieldId } from '../../gen/fields';
import { formOf } from './create/begin';
import { contractValue, editsOf, fieldsOf, merged } from './form/clash';
import { asSent } from './form/conditions';
import { drawn, FieldGroup } from './form/FieldGroup';
import { GeneralProblems } from './form/GeneralProblems';
import { steps } from './form/layout';
import { ReviewBanner } from './details/ReviewBanner';

const route = getRouteApi('/shell/opportunities/$id/edit');

/** What goes to the server: AWS keeps a stored contract duration unless it is taken away in so many words. */
function changes(record: Record, form: Form): Form {
  const sent = asSent(form, id => mayEdit(record.editable, id));
  const taken =
    readField(record.document, 'contract_duration_value') &&
    !readField(sent.document, 'contract_duration_value');
  const document = taken
    ? { ...sent.document, Project: { ...(sent.document.Project as object), ExpectedContractDuration: null } }
    : sent.document;
  const associations = record.allowed.associate ? {} : { solutions: undefined, products: undefined };
  return { ...sent, document, ...associations };
}

/** A record in a form. What is typed survives a reload, and is held against what others have saved meanwhile. */
export function EditPage() {
  const { id } = route.useParams();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const [round, setRound] = useState(0);
  const key = keptKey(session?.user.id ?? '', `edit.${id}`);
  const again = () => {
    forget(key);
    setRound(round + 1);
  };
  return <Editing key={`${key}.${round}`} id={id} keptAs={key} onDiscard={again} />;
}

function Editing({ id, keptAs, onDiscard }: { id: string; keptAs: string; onDiscard: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const router = useRouter();
  const flash = useFlash();
  const queries = useQueryClient();
  const { data } = useSuspenseQuery({ ...recordQuery(id), staleTime: Infinity });
  const [kept] = useState(() => readKept(keptAs));
  const base = kept?.base;
  const [record, setRecord] = useState(base ?? data);
  const [theirs, setTheirs] = useState(base && base.version !== data.version ? data : undefined);
  const form = useForm(base ? kept.form : formOf(record), base !== undefined);
  const done = useRef(false);
  useEffect(() => {
    if (!form.changed || done.current) return;
    keep(keptAs, { form: form.form, step: 0, at: new Date().toISOString(), base: record });
  }, [form.form, form.changed, record, keptAs]);

  const leave = () => router.navigate({ to: '/opportunities/$id', params: { id } });
  const save = useMutation({
    mutationFn: (submit: boolean) => update(id, record.version, changes(record, form.form), submit),
    onSuccess: async (saved, submitted) => {
      done.current = true;
      forget(keptAs);
      await queries.invalidateQueries();
      flash.success(t(submitted ? 'edit.submitted' : 'edit.saved', { id: saved.id }));
      await leave();
    },
    onError: async problem => {
      if (isStale(problem)) return setTheirs(await queries.fetchQuery({ ...recordQuery(id), staleTime: 0 }));
      if (problem instanceof ApiError) form.setViolations(problem.violations);
      showRefused();
    },
  });
  const takeOver = (take: ReadonlySet<string>) => {
    if (!theirs) return;
    form.setMany(mine => merged(formOf(theirs), editsOf(formOf(record), mine), take));
    setRecord(theirs);
    setTheirs(undefined);
    save.reset();
  };

  const editable = record.allowed.associate
    ? [...record.editable, 'RelatedEntityIdentifiers.Solutions', 'RelatedEntityIdentifiers.AwsProducts']
    : record.editable;
  const groups = steps
    .flatMap(step => step.groups)
    .filter(group => drawn(group.fields, form, editable).length > 0);
  const shown = new Set(groups.flatMap(group => drawn(group.fields, form, editable)));
  const homeless = form.violations.filter(violation => {
    const field = fieldAt(violation.location);
    return !field || !shown.has(field);
  });
  const unexplained = save.isError && form.violations.length === 0 && !isStale(save.error);
  const actionRequired = reviewOf(record) === 'Action Required';
  const draft = record.allowed.submit && !actionRequired;

  return (
    <ContentLayout header={<Header variant="h1">{t('edit.title', { id })}</Header>}>
      <LeaveGuard
        when={() => form.changed && !done.current}
        kept
        onLeave={() => {
          done.current = true; // nothing is kept any more
          forget(keptAs);
        }}
      />
      <form
        onSubmit={event => {
          event.preventDefault();
          save.mutate(actionRequired);
        }}
      >
        <FormPart
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => void leave()}>
                {t('action.cancel')}
              </Button>
              {draft && (
                <Button
                  formAction="none"
                  onClick={() => save.mutate(true)}
                  loading={save.isPending && save.variables}
                  disabled={theirs !== undefined}
                  disabledReason={t('clash.first')}
                >
                  {t('edit.saveAndSubmit')}
                </Button>
              )}
              <Button
                variant="primary"
                loading={save.isPending && (!save.variables || actionRequired)}
                disabled={theirs !== undefined}
                disabledReason={t('clash.first')}
              >
                {t(actionRequired ? 'edit.resubmit' : 'action.save')}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            {base && (
              <Alert
                type="info"
                action={
                  <Button formAction="none" onClick={onDiscard}>
                    {t('edit.discard')}
                  </Button>
                }
              >
                {t('wizard.restored', { at: i18n.time(kept.at) })}
              </Alert>
            )}
            {actionRequired && <ReviewBanner record={record} />}
            {groups.length === 0 && <Alert type="info">{t('edit.locked')}</Alert>}
            {groups.map(group => (
              <Container key={group.title} header={<Header variant="h2">{t(group.title)}</Header>}>
                <FieldGroup ids={group.fields} form={form} editable={editable} />
              </Container>
            ))}
            <GeneralProblems violations={homeless} />
            {unexplained && <Alert type="error">{problemText(save.error, i18n)}</Alert>}
            {theirs && <Clash before={record} theirs={theirs} form={form.form} onSettle={takeOver} />}
          </SpaceBetween>
        </FormPart>
      </form>
    </ContentLayout>
  );
}

const reviewOf = (record: Record) => readField(record.document, 'review_status');

interface ClashProps {
  before: Record;
  theirs: Record;
  form: Form;
  onSettle: (take: ReadonlySet<string>) => void;
}

/** What somebody else saved meanwhile, beside what was typed here. */
function Clash({ before, theirs, form, onSettle }: ClashProps) {
  const i18n = useI18n();
  const known = [...before.solutions, ...theirs.solutions, ...before.products, ...theirs.products];
  const named = (value: unknown) =>
    Array.isArray(value) ? value.map(id => known.find(one => one.id === id)?.name ?? String(id)) : value;
  return (
    <ClashAlert
      {...compare(fieldsOf(formOf(before)), fieldsOf(formOf(theirs)), editsOf(formOf(before), form))}
      label={name => (name === contractValue ? i18n.t('wizard.contractValue') : i18n.label(name as FieldId))}
      shown={(name, value) =>
        inWords(name in fields ? fields[name as FieldId].path : name, named(value), i18n)
      }
      onSettle={onSettle}
    />
  );
}
