import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormPart from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea, { type TextareaProps } from '@cloudscape-design/components/textarea';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { problemText, useFlash } from '../../app/flash';
import { LeaveGuard } from '../../components/LeaveGuard';
import { useI18n } from '../../i18n';
import { checkScript, scenarioQuery, startScenario, type ScriptProblem } from './api';
import { sample } from './sample';

const route = getRouteApi('/shell/aws/script');

/** A script of one's own: pasted or written, checked line by line, and started. */
export function ScriptPage() {
  const i18n = useI18n();
  const { t, pick } = i18n;
  const { from } = route.useSearch();
  const { history } = useRouter();
  const flash = useFlash();
  const queries = useQueryClient();
  const original = useQuery({ ...scenarioQuery(from ?? ''), enabled: from !== undefined });
  const [typed, setTyped] = useState<string>();
  const left = useRef(false);
  const text = typed ?? (from ? original.data?.text : sample) ?? '';

  const check = useMutation({ mutationFn: () => checkScript(text) });
  const problems = check.data?.problems ?? [];
  /** Everything that is wrong is told by the check; only what has no fault is started. */
  const start = useMutation({
    mutationFn: async () => {
      const { problems: wrong } = await check.mutateAsync();
      return wrong.length > 0 ? undefined : startScenario({ text });
    },
    onSuccess: async started => {
      if (!started) return;
      left.current = true;
      await queries.invalidateQueries({ queryKey: ['desk'] });
      flash.success(
        t('scenarios.started', { title: pick(started.titleEn, started.titleJa) || started.name }),
      );
      history.push(`/aws/scenarios/${encodeURIComponent(started.name)}`);
    },
  });
  const failed = start.error ?? check.error;
  const change = (next: string) => {
    setTyped(next);
    check.reset();
    start.reset();
  };

  return (
    <ContentLayout
      header={
        <Header variant="h1" description={t('scenarios.own.text')}>
          {t('scenarios.own')}
        </Header>
      }
    >
      <LeaveGuard when={() => typed !== undefined && !left.current} />
      <form
        onSubmit={event => {
          event.preventDefault();
          start.mutate();
        }}
      >
        <FormPart
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => history.push('/aws/scenarios')}>
                {t('action.cancel')}
              </Button>
              <Button
                formAction="none"
                loading={check.isPending && !start.isPending}
                onClick={() => check.mutate()}
              >
                {t('scenarios.check')}
              </Button>
              <Button variant="primary" loading={start.isPending}>
                {t('scenarios.checkAndStart')}
              </Button>
            </SpaceBetween>
          }
        >
          <Editor text={text} problems={problems} onChange={change}>
            {failed && <Alert type="error">{problemText(failed, i18n)}</Alert>}
            {check.isSuccess && problems.length === 0 && !failed && (
              <Alert type="success">{t('scenarios.fine')}</Alert>
            )}
          </Editor>
        </FormPart>
      </form>
    </ContentLayout>
  );
}

interface EditorProps {
  text: string;
  problems: ScriptProblem[];
  onChange: (text: string) => void;
  children: React.ReactNode;
}

/** The text, and below it what is wrong with which line; a line's number leads to it. */
function Editor({ text, problems, onChange, children }: EditorProps) {
  const { t, pick } = useI18n();
  const area = useRef<TextareaProps.Ref>(null);
  const goTo = (line: number) => {
    area.current?.focus();
    const element = document.activeElement;
    if (!(element instanceof HTMLTextAreaElement)) return;
    const lines = text.split('\n');
    const begin = lines.slice(0, line - 1).reduce((length, one) => length + one.length + 1, 0);
    element.setSelectionRange(begin, begin + (lines[line - 1] ?? '').length);
    element.scrollTop = (element.scrollHeight / lines.length) * Math.max(0, line - 5);
  };
  return (
    <SpaceBetween size="l">
      {children}
      {problems.length > 0 && (
        <Alert type="error" header={t('scenarios.problems', { count: problems.length })}>
          <SpaceBetween size="xs">
            {problems.map((problem, i) => (
              <div key={i}>
                <Button
                  variant="inline-link"
                  formAction="none"
                  ariaLabel={t('scenarios.goToLine', { line: problem.line })}
                  onClick={() => goTo(problem.line)}
                >
                  {t('scenarios.line', { line: problem.line })}
                </Button>{' '}
                {pick(problem.message, problem.messageJa)} {pick(problem.fixEn, problem.fixJa)}
              </div>
            ))}
          </SpaceBetween>
        </Alert>
      )}
      <Container>
        <FormField label={t('scenarios.script')} description={t('scenarios.script.help')} stretch>
          <Textarea
            ref={area}
            rows={26}
            value={text}
            spellcheck={false}
            invalid={problems.length > 0}
            nativeTextareaAttributes={{ style: { fontFamily: 'monospace' } }}
            onChange={e => onChange(e.detail.value)}
          />
        </FormField>
      </Container>
    </SpaceBetween>
  );
}
