import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { refusalsOf } from '../../components/form/FormModal';
import { LeaveGuard } from '../../components/LeaveGuard';
import { useI18n } from '../../i18n';
import { caseQuery, factsQuery, say, upload, type Case, type Step } from './api';
import { Files } from './Files';

const fields = ['body', 'files', 'name', 'size', 'data'];

/** The next word in a case: an answer, its end, or its new beginning. */
export function AnswerForm({ one }: { one: Case }) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const { data: facts } = useSuspenseQuery(factsQuery);
  const [body, setBody] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const saying = useMutation({
    mutationFn: async (step: Step) => {
      const sent: string[] = [];
      for (const file of files) sent.push(await upload(file, facts.piece));
      return say(one.id, { version: one.version, step, body, files: sent });
    },
    onSuccess: (now, step) => {
      queries.setQueryData(caseQuery(one.id).queryKey, now);
      void queries.invalidateQueries({ queryKey: ['support', 'list'] });
      setBody('');
      setFiles([]);
      flash.success(t(`support.${step}.done`));
    },
    // Somebody may have written meanwhile: what he wrote stands above, and what is typed here stays.
    onError: () => queries.invalidateQueries({ queryKey: ['support', 'case', one.id] }),
  });
  const { refused, rest } = refusalsOf(saying.error, at => fields.includes(at), i18n);
  const may = (step: Step) => one.steps.includes(step);
  const word: Step = may('reopen') ? 'reopen' : 'reply';
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        saying.mutate(word);
      }}
    >
      <LeaveGuard when={() => (body !== '' || files.length > 0) && !saying.isPending} />
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            {may('resolve') && (
              <Button
                formAction="none"
                loading={saying.isPending && saying.variables === 'resolve'}
                onClick={() => saying.mutate('resolve')}
              >
                {t('support.resolve')}
              </Button>
            )}
            <Button variant="primary" loading={saying.isPending && saying.variables === word}>
              {t(`support.${word}`)}
            </Button>
          </SpaceBetween>
        }
      >
        <Container header={<Header variant="h2">{t(`support.${word}`)}</Header>}>
          <SpaceBetween size="l">
            {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
            {word === 'reopen' && <Alert type="info">{t('support.reopen.text')}</Alert>}
            <FormField label={t('support.message')} errorText={refused('body')} stretch>
              <Textarea rows={5} value={body} onChange={e => setBody(e.detail.value)} />
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
  );
}
