import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormPart from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { ApiError } from '../../api/client';
import { useFlash } from '../../app/flash';
import { LeaveGuard } from '../../components/LeaveGuard';
import { useI18n } from '../../i18n';
import { createRecord, objectQuery } from './api';
import { drawnFields, RecordFields } from './form/RecordFields';
import { RecordProblems } from './form/RecordProblems';
import { showRefused } from '../../components/form/showRefused';
import { useRecordForms } from './form/useRecordForm';
import { createText } from './objects';
import { listHref, placeAt, recordHref } from './places';
import type { CrmObject, Deal } from './types';

const route = getRouteApi('/shell/crm/$slug/create');

/** A record that has nothing yet. */
const blank = (object: CrmObject, owner: string): Deal => ({
  object: object.name,
  id: '',
  version: '',
  name: '',
  fields: object.fields.some(field => field.name === 'Owner') ? { Owner: owner } : {},
  references: {},
  related: [],
  pairing: { state: 'none', parked: 0, problems: 0 },
  comments: [],
  parked: [],
  allowed: { edit: true, share: false, sync: false },
  log: [],
});

export function CreatePage() {
  const i18n = useI18n();
  const { t } = i18n;
  const { slug } = route.useParams();
  const { session } = route.useRouteContext();
  const { history } = useRouter();
  const flash = useFlash();
  const queries = useQueryClient();
  const object = useSuspenseQuery(objectQuery(placeAt(slug)?.object ?? '')).data;
  const [start] = useState(() => blank(object, session.user.email));
  const form = useRecordForms([start])[0];
  const left = useRef(false);

  const create = useMutation({
    mutationFn: () => createRecord(object.name, { ...start.fields, ...form?.edits }),
    onSuccess: async ({ id }) => {
      left.current = true;
      await queries.invalidateQueries();
      flash.success(t('record.created', { name: String(form?.value('Name') ?? id) }));
      history.push(recordHref(object.name, id));
    },
    onError: problem => {
      if (problem instanceof ApiError) form?.setViolations(problem.violations);
      showRefused();
    },
  });
  if (!form) return null;
  const explained = form.violations.length > 0;

  return (
    <ContentLayout header={<Header variant="h1">{createText(object.name, i18n)}</Header>}>
      <LeaveGuard when={() => form.changed && !left.current} />
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <FormPart
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => history.push(listHref(object.name))}>
                {t('action.cancel')}
              </Button>
              <Button variant="primary" loading={create.isPending}>
                {t('action.create')}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <RecordFields object={object} form={form} focus={drawnFields(object)[0]?.name} />
            <RecordProblems
              form={form}
              drawn={drawnFields(object)}
              problem={explained ? undefined : create.error}
            />
          </SpaceBetween>
        </FormPart>
      </form>
    </ContentLayout>
  );
}
