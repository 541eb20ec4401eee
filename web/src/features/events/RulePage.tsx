import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormPart from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { createRule, ruleQuery, updateRule, type Rule } from './api';
import { isStale, refusalsOf } from '../../components/form/FormModal';
import { PatternEditor } from './PatternEditor';
import { SampleModal } from './SampleModal';
import { draftOf, newDraft, targetOf, type Draft } from './target';
import { TargetEditor } from './TargetEditor';

const route = getRouteApi('/shell/events/rule/$id');

/** EventBridge's limit for the targets of a rule. */
const mostTargets = 5;

const blank = JSON.stringify({ source: ['aws.partnercentral-selling'] }, undefined, 2);

export function CreateRulePage() {
  return <RuleForm />;
}

export function EditRulePage() {
  const { id } = route.useParams();
  const queries = useQueryClient();
  const { data } = useSuspenseQuery(ruleQuery(id));
  /** What was opened is what a change is decided on: the list is read anew only when asked for. */
  const [of, setOf] = useState(data);
  const reopen = async () => setOf(await queries.fetchQuery({ ...ruleQuery(id), staleTime: 0 }));
  return <RuleForm key={of.version} of={of} reopen={reopen} />;
}

/** A rule whole: its pattern with a trial, and its targets. */
function RuleForm({ of, reopen }: { of?: Rule; reopen?: () => Promise<void> }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { history } = useRouter();
  const flash = useFlash();
  const queries = useQueryClient();
  const close = () => history.push('/events/rules');
  const [name, setName] = useState(of?.name ?? '');
  const [description, setDescription] = useState(of?.description ?? '');
  const [pattern, setPattern] = useState(of?.pattern ?? blank);
  const [enabled, setEnabled] = useState(of?.enabled ?? true);
  const [targets, setTargets] = useState<Draft[]>(() => of?.targets?.map(draftOf) ?? []);
  const [sampling, setSampling] = useState<string>();
  const save = useMutation({
    mutationFn: () => {
      const rule = {
        name,
        description,
        pattern,
        enabled,
        role: of?.role,
        version: of?.version,
        targets: targets.map(targetOf),
      };
      return of ? updateRule(name, rule) : createRule(rule);
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['event-rules'] });
      flash.success(t('events.saved', { name }));
      close();
    },
  });
  const shown = (at: string) =>
    ['Name', 'Description', 'Pattern'].includes(at) || /^Targets\[\d+\]\./.test(at);
  const { refused, rest } = refusalsOf(save.error, shown, i18n);
  const stored = of?.targets?.map(target => target.id) ?? [];
  const title = t(of ? 'events.rule.edit' : 'events.rule.create');
  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink topic="events" about={title} />}>
          {title}
        </Header>
      }
    >
      <form
        onSubmit={event => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <FormPart
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={close}>
                {t('action.cancel')}
              </Button>
              <Button variant="primary" loading={save.isPending}>
                {t(of ? 'action.save' : 'action.create')}
              </Button>
            </SpaceBetween>
          }
          errorText={!isStale(save.error) && rest.length > 0 && rest.join(' ')}
        >
          <SpaceBetween size="l">
            {isStale(save.error) && (
              <Alert
                type="warning"
                header={t('error.conflict.title')}
                action={
                  <Button formAction="none" onClick={() => void reopen?.()}>
                    {t('events.reopen')}
                  </Button>
                }
              >
                {rest.join(' ')}
              </Alert>
            )}
            <Container>
              <SpaceBetween size="l">
                <FormField label={t('events.name')} errorText={refused('Name')}>
                  <Input value={name} disabled={!!of} onChange={e => setName(e.detail.value)} />
                </FormField>
                <FormField
                  label={t('common.optional', { label: t('events.description') })}
                  errorText={refused('Description')}
                >
                  <Input value={description} onChange={e => setDescription(e.detail.value)} />
                </FormField>
                <Toggle checked={enabled} onChange={e => setEnabled(e.detail.checked)}>
                  {t('events.enabled')}
                </Toggle>
              </SpaceBetween>
            </Container>
            <PatternEditor value={pattern} refused={refused} onChange={setPattern} />
            {targets.length === 0 && <Alert type="info">{t('events.targets.none')}</Alert>}
            {targets.map((draft, i) => (
              <TargetEditor
                key={i}
                at={i}
                draft={draft}
                refused={refused}
                extra={
                  stored.includes(draft.id) && (
                    <Button
                      formAction="none"
                      ariaLabel={`${t('events.sample.send')}: ${draft.id}`}
                      onClick={() => setSampling(draft.id)}
                    >
                      {t('events.sample.send')}
                    </Button>
                  )
                }
                onChange={next => setTargets(targets.map((one, at) => (at === i ? next : one)))}
                onRemove={() => setTargets(targets.filter((_, at) => at !== i))}
              />
            ))}
            <Button
              formAction="none"
              iconName="add-plus"
              disabled={targets.length >= mostTargets}
              disabledReason={t('events.targets.most', { most: mostTargets })}
              onClick={() => setTargets([...targets, newDraft(targets)])}
            >
              {t('events.target.add')}
            </Button>
          </SpaceBetween>
        </FormPart>
      </form>
      {sampling && of && (
        <SampleModal rule={of.name ?? ''} target={sampling} onClose={() => setSampling(undefined)} />
      )}
    </ContentLayout>
  );
}
