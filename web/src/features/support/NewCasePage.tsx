import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { useFollow } from '../../components/follow';
import { refusalsOf } from '../../components/form/FormModal';
import { InfoLink } from '../../components/InfoLink';
import { LeaveGuard } from '../../components/LeaveGuard';
import { useI18n } from '../../i18n';
import { factsQuery, open, upload } from './api';
import { Files } from './Files';
import { topicText } from './topics';

const route = getRouteApi('/shell/support/new');
const fields = ['topic', 'subject', 'body', 'opportunity', 'files', 'name', 'size', 'data'];

/** The form of a new support case. */
export function NewCasePage() {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const router = useRouter();
  const follow = useFollow();
  const queries = useQueryClient();
  const { opportunity: about } = route.useSearch();
  const { data: facts } = useSuspenseQuery(factsQuery);
  const [token] = useState(() => crypto.randomUUID());
  const [given, setGiven] = useState({
    area: '',
    topic: '',
    subject: '',
    body: '',
    opportunity: about ?? '',
  });
  const [files, setFiles] = useState<File[]>([]);
  const set = (part: Partial<typeof given>) => setGiven({ ...given, ...part });
  const opening = useMutation({
    mutationFn: async () => {
      const sent: string[] = [];
      for (const file of files) sent.push(await upload(file, facts.piece));
      const { topic, subject, body, opportunity } = given;
      return open({ topic, subject, body, opportunity, files: sent, clientToken: token });
    },
    onSuccess: async made => {
      await queries.invalidateQueries({ queryKey: ['support'] });
      flash.success(t('support.new.done', { id: made.id }));
      await router.navigate({ to: '/support/$id', params: { id: made.id } });
    },
  });
  const { refused, rest } = refusalsOf(opening.error, at => fields.includes(at), i18n);
  const areas = (['ace', 'tools'] as const).map(value => ({ value, label: t(`support.area.${value}`) }));
  const topics = facts.topics
    .filter(topic => topic.area === given.area)
    .map(({ id }) => ({ value: id, label: topicText(id, i18n) }));
  const changed = given.subject !== '' || given.body !== '' || files.length > 0;

  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink topic="support" about={t('nav.support')} />}>
          {t('support.new')}
        </Header>
      }
    >
      <LeaveGuard when={() => changed && !opening.isPending && !opening.isSuccess} />
      <form
        onSubmit={event => {
          event.preventDefault();
          opening.mutate();
        }}
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" href="/support" onFollow={follow}>
                {t('action.cancel')}
              </Button>
              <Button variant="primary" loading={opening.isPending}>
                {t('support.send')}
              </Button>
            </SpaceBetween>
          }
        >
          <Container>
            <SpaceBetween size="l">
              {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
              <FormField label={t('support.area')} errorText={given.area ? undefined : refused('topic')}>
                <Select
                  options={areas}
                  selectedOption={areas.find(one => one.value === given.area) ?? null}
                  onChange={e => set({ area: e.detail.selectedOption.value ?? '', topic: '' })}
                  placeholder={t('form.choose')}
                />
              </FormField>
              {given.area && (
                <FormField label={t('support.topic')} errorText={refused('topic')}>
                  <Select
                    options={topics}
                    selectedOption={topics.find(one => one.value === given.topic) ?? null}
                    onChange={e => set({ topic: e.detail.selectedOption.value ?? '' })}
                    placeholder={t('form.choose')}
                  />
                </FormField>
              )}
              <FormField label={t('support.subject')} errorText={refused('subject')} stretch>
                <Input value={given.subject} onChange={e => set({ subject: e.detail.value })} />
              </FormField>
              <FormField
                label={t('support.body')}
                description={t('support.body.help')}
                errorText={refused('body')}
                stretch
              >
                <Textarea rows={8} value={given.body} onChange={e => set({ body: e.detail.value })} />
              </FormField>
              <FormField
                label={t('common.optional', { label: t('channels.opportunity') })}
                description={t('support.opportunity.help')}
                errorText={refused('opportunity')}
              >
                <Input
                  value={given.opportunity}
                  onChange={e => set({ opportunity: e.detail.value })}
                  placeholder="O1234567"
                  autoComplete={false}
                />
              </FormField>
              <Files
                files={files}
                onChange={setFiles}
                refused={refused('files') ?? refused('name') ?? refused('size') ?? refused('data')}
              />
            </SpaceBetween>
          </Container>
        </Form>
      </form>
    </ContentLayout>
  );
}
