import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormPart from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useRef } from 'react';
import { useFlash } from '../../app/flash';
import { LeaveGuard } from '../../components/LeaveGuard';
import { useI18n } from '../../i18n';
import { objectQuery, recordQuery } from './api';
import { RecordClash } from './form/RecordClash';
import { drawnFields, RecordFields } from './form/RecordFields';
import { RecordProblems } from './form/RecordProblems';
import { showRefused } from '../../components/form/showRefused';
import { saveForms } from './form/save';
import { useRecordForms } from './form/useRecordForm';
import { placeAt, recordHref } from './places';

const route = getRouteApi('/shell/crm/$slug/$id/edit');

/** The form of one record, drawn from the CRM's own description. */
export function EditPage() {
  const { t } = useI18n();
  const { slug, id } = route.useParams();
  const { field, back } = route.useSearch();
  const { history } = useRouter();
  const flash = useFlash();
  const queries = useQueryClient();
  const object = useSuspenseQuery(objectQuery(placeAt(slug)?.object ?? '')).data;
  const record = useSuspenseQuery(recordQuery(object.name, id)).data;
  const forms = useRecordForms([record]);
  const form = forms[0];
  const left = useRef(false);

  const leave = () => history.push(back ?? recordHref(object.name, id));
  const save = useMutation({
    mutationFn: () => saveForms(forms),
    onSuccess: async saved => {
      if (!saved) return showRefused();
      left.current = true;
      await queries.invalidateQueries();
      flash.success(t('record.saved', { name: record.name }));
      leave();
    },
  });
  if (!form) return null;

  return (
    <ContentLayout header={<Header variant="h1">{t('record.edit', { name: record.name })}</Header>}>
      <LeaveGuard when={() => form.changed && !left.current} />
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          if (form.changed) save.mutate();
          else leave();
        }}
      >
        <FormPart
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={leave}>
                {t('action.cancel')}
              </Button>
              <Button
                variant="primary"
                loading={save.isPending}
                disabled={form.theirs !== undefined}
                disabledReason={t('clash.first')}
              >
                {t('action.save')}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <RecordFields object={object} form={form} focus={field} />
            <RecordProblems form={form} drawn={drawnFields(object)} problem={save.error} />
            <RecordClash object={object} form={form} />
          </SpaceBetween>
        </FormPart>
      </form>
    </ContentLayout>
  );
}
