import Box from '@cloudscape-design/components/box';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormPart from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TextFilter from '@cloudscape-design/components/text-filter';
import {
  useMutation,
  useQuery,
  useQueryClient,
  useSuspenseQueries,
  useSuspenseQuery,
} from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useFlash } from '../../app/flash';
import { FollowLink } from '../../components/FollowLink';
import { LeaveGuard } from '../../components/LeaveGuard';
import { Nothing } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { answerAws, objectQuery, preflightQuery, recordQuery } from './api';
import { openPlaces } from './form/open';
import { RecordClash } from './form/RecordClash';
import { drawnFields, RecordFields } from './form/RecordFields';
import { RecordProblems } from './form/RecordProblems';
import { showRefused } from '../../components/form/showRefused';
import { saveForms } from './form/save';
import { useRecordForms } from './form/useRecordForm';
import { placeAt, recordHref } from './places';
import type { CrmField, CrmObject, Deal } from './types';
import { labelOf } from './values';

const route = getRouteApi('/shell/crm/$slug/$id/answer');

/** AWS asked for more: what it said, and just the fields that it takes now, of the deal and of its account. */
export function AnswerPage() {
  const { slug, id } = route.useParams();
  const object = placeAt(slug)?.object ?? '';
  const deal = useSuspenseQuery(recordQuery(object, id)).data;
  const open = openPlaces(deal);
  const records = useSuspenseQueries({ queries: open.map(place => recordQuery(place.object, place.id)) });
  const objects = useSuspenseQueries({ queries: open.map(place => objectQuery(place.object)) });
  // Once begun, an answer stays on the page, whatever becomes of the review meanwhile.
  const [asked] = useState(deal.pairing.reviewStatus === 'Action Required');
  if (!asked) return <NotAsked deal={deal} />;
  const parts = open.map(({ fields }, i) => ({ fields, record: records[i]!.data, object: objects[i]!.data }));
  return <AnswerForm key={id} deal={deal} parts={parts} />;
}

/** AWS has asked nothing, or has its answer already: an old link or a colleague who was faster. */
function NotAsked({ deal }: { deal: Deal }) {
  const { t } = useI18n();
  return (
    <ContentLayout header={<Header variant="h1">{t('answer.to', { name: deal.name })}</Header>}>
      <Alert type="info" header={t('answer.notAsked')}>
        <SpaceBetween size="s">
          <div>{t('answer.notAskedText')}</div>
          <FollowLink href={recordHref(deal.object, deal.id)}>
            {t('answer.back', { name: deal.name })}
          </FollowLink>
        </SpaceBetween>
      </Alert>
    </ContentLayout>
  );
}

interface Part {
  record: Deal;
  object: CrmObject;
  fields: ReadonlySet<string> | undefined;
}

function AnswerForm({ deal, parts }: { deal: Deal; parts: Part[] }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { history } = useRouter();
  const flash = useFlash();
  const queries = useQueryClient();
  const forms = useRecordForms(parts.map(part => part.record));
  const left = useRef(false);
  const [wanted, setWanted] = useState('');
  const problems = useQuery(preflightQuery(deal.object, deal.id)).data?.violations ?? [];
  const href = recordHref(deal.object, deal.id);

  const waiting = deal.parked.filter(edit => deal.editable?.some(({ field }) => field === edit.field));
  const changed = forms.some(form => form.changed);

  const save = useMutation({
    mutationFn: async () => {
      if (changed) return saveForms(forms);
      await answerAws(deal.object, deal.id);
      return true;
    },
    onSuccess: async saved => {
      if (!saved) return showRefused();
      left.current = true;
      await queries.invalidateQueries();
      flash.success(t('answer.saved', { name: deal.name }));
      history.push(href);
    },
  });
  const faults = new Map(problems.map(one => [`${one.recordId} ${one.crmField}`, one]));
  const drawn = (part: Part) => (field: CrmField) =>
    (!part.fields || part.fields.has(field.name)) &&
    labelOf(field, i18n).toLowerCase().includes(wanted.trim().toLowerCase());
  const nothing = parts.every(part => drawnFields(part.object, drawn(part)).length === 0);
  const asked = deal.pairing.reviewComments;

  return (
    <ContentLayout header={<Header variant="h1">{t('answer.to', { name: deal.name })}</Header>}>
      <LeaveGuard when={() => changed && !left.current} />
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <FormPart
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => history.push(href)}>
                {t('action.cancel')}
              </Button>
              <Button
                variant="primary"
                loading={save.isPending}
                disabled={(!changed && waiting.length === 0) || forms.some(form => form.theirs)}
                disabledReason={changed ? t('clash.first') : t('answer.nothing')}
              >
                {t('answer.send')}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <Alert type="warning" header={t('answer.asks')}>
              <Box variant="p" fontSize="heading-s">
                {asked || t('answer.noComment')}
              </Box>
            </Alert>
            {waiting.length > 0 && (
              <Alert type="info" header={t('answer.waiting', { count: waiting.length })}>
                {waiting.map(edit => i18n.pick(edit.label, edit.labelJa)).join(' · ')}
              </Alert>
            )}
            <TextFilter
              filteringText={wanted}
              onChange={e => setWanted(e.detail.filteringText)}
              filteringPlaceholder={t('answer.find')}
              filteringAriaLabel={t('answer.find')}
              filteringClearAriaLabel={t('action.clearFilters')}
            />
            {nothing && <Nothing title={t('table.noMatch')} text={t('table.noMatchText')} />}
            {parts.map((part, i) => {
              const form = forms[i]!;
              const shown = {
                ...form,
                violationsAt: (name: string) => {
                  const refused = form.violationsAt(name);
                  const fault = faults.get(`${part.record.id} ${name}`);
                  return refused.length > 0 || !fault || name in form.edits ? refused : [fault];
                },
              };
              return (
                <SpaceBetween size="l" key={part.record.id}>
                  <RecordFields
                    object={part.object}
                    form={shown}
                    only={drawn(part)}
                    of={part.record.id === deal.id ? undefined : part.record.name}
                  />
                  <RecordProblems
                    form={form}
                    drawn={drawnFields(part.object, drawn(part))}
                    problem={undefined}
                  />
                </SpaceBetween>
              );
            })}
            {parts.map((part, i) => (
              <RecordClash key={part.record.id} object={part.object} form={forms[i]!} />
            ))}
            {save.isError && forms[0] && (
              <RecordProblems form={{ ...forms[0], violations: [] }} drawn={[]} problem={save.error} />
            )}
          </SpaceBetween>
        </FormPart>
      </form>
    </ContentLayout>
  );
}
