import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Wizard from '@cloudscape-design/components/wizard';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { check, type Form, type Saved } from '../../../api/central';
import { ApiError, type Violation } from '../../../api/client';
import { problemText, useFlash } from '../../../app/flash';
import { fieldAt } from '../../../components/form/document';
import { forget, keep, keptKey, readKept } from '../../../components/form/kept';
import { useForm } from '../../../components/form/useForm';
import { LeaveGuard } from '../../../components/LeaveGuard';
import { useI18n } from '../../../i18n';
import { asSent, isShown } from '../form/conditions';
import { FieldGroup, type Suggested } from '../form/FieldGroup';
import { showRefused } from '../../../components/form/showRefused';
import { GeneralProblems } from '../form/GeneralProblems';
import { stepOf, steps } from '../form/layout';
import { ReviewStep } from '../form/ReviewStep';

const last = steps.length;

export interface Start {
  /** Names what the opportunity is made from, for the draft that is kept. */
  what: string;
  form: Form;
  /** Says what the form begins with. */
  intro?: ReactNode;
  /** What was filled in without anybody having said it. */
  suggested?: Suggested;
  save: (form: Form, clientToken: string, submit: boolean) => Promise<Saved>;
}

/** The form of a new opportunity, step by step. What is typed survives a reload at any step. */
export function OpportunityWizard({ start, user }: { start: Start; user: string }) {
  const [round, setRound] = useState(0);
  const key = keptKey(user, start.what);
  const again = () => {
    forget(key);
    setRound(round + 1);
  };
  return <Steps key={`${key}.${round}`} start={start} keptAs={key} onAgain={again} />;
}

function Steps({ start, keptAs, onAgain }: { start: Start; keptAs: string; onAgain: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const router = useRouter();
  const queries = useQueryClient();
  const [kept] = useState(() => readKept(keptAs));
  const form = useForm(kept?.form ?? start.form, kept !== undefined);
  const token = useRef<string>(undefined);
  const saved = useRef(false);
  const [step, setStep] = useState(Math.min(Math.max(kept?.step ?? 0, 0), last));
  useEffect(() => {
    if (form.changed && !saved.current) keep(keptAs, { form: form.form, step, at: new Date().toISOString() });
  }, [form.form, form.changed, step, keptAs]);

  const stepOfViolation = (violation: Violation) => {
    const id = fieldAt(violation.location);
    return id && isShown(form.form, id) && stepOf(id) >= 0 ? stepOf(id) : last;
  };

  /** Goes as far as the form holds: to `wanted`, or to the first step that the server refuses. */
  const advance = useMutation({
    mutationFn: () => check('submit', asSent(form.form)),
  });
  const go = (wanted: number) => {
    if (wanted <= step) return setStep(wanted);
    advance.mutate(undefined, {
      onSuccess: ({ violations }) => {
        const first = Math.min(wanted, ...violations.map(stepOfViolation));
        // A step that nobody has left yet shows no refusals.
        form.setViolations(
          violations.filter(violation => wanted === last || stepOfViolation(violation) < wanted),
        );
        setStep(first);
        if (first < wanted) showRefused();
      },
    });
  };

  const save = useMutation({
    mutationFn: (submit: boolean) => {
      token.current ??= crypto.randomUUID(); // the same for every try: a lost answer never makes a second record
      return start.save(asSent(form.form), token.current, submit);
    },
    onSuccess: async ({ id }, submitted) => {
      saved.current = true;
      forget(keptAs);
      await queries.invalidateQueries({ queryKey: ['opportunities'] });
      await queries.invalidateQueries({ queryKey: ['leads'], refetchType: 'none' });
      flash.success(t(submitted ? 'wizard.submitted' : 'wizard.saved', { id }));
      await router.navigate({ to: '/opportunities/$id', params: { id } });
    },
    onError: problem => {
      if (!(problem instanceof ApiError) || problem.violations.length === 0) return;
      token.current = undefined;
      form.setViolations(problem.violations);
      setStep(Math.min(last, ...problem.violations.map(stepOfViolation)));
      showRefused();
    },
  });

  const leaving = () => {
    saved.current = true; // nothing is kept any more
    forget(keptAs);
  };
  const failed = save.error ?? advance.error;
  const unknown = failed && !(failed instanceof ApiError && failed.violations.length > 0);
  const errors = (number: number) =>
    form.violations.filter(violation => stepOfViolation(violation) === number).length;
  const errorText = (number: number) =>
    errors(number) > 0 && number < last ? t('wizard.errors', { count: errors(number) }) : undefined;
  const homeless = form.violations.filter(violation => stepOfViolation(violation) === last);
  const opening = (
    <SpaceBetween size="s">
      {start.intro && <Alert type="info">{start.intro}</Alert>}
      {kept && (
        <Alert type="info" action={<Button onClick={onAgain}>{t('wizard.startOver')}</Button>}>
          {t('wizard.restored', { at: i18n.time(kept.at) })}
        </Alert>
      )}
    </SpaceBetween>
  );
  const opened = start.intro || kept;
  const alerts = (
    <SpaceBetween size="s">
      {unknown && <Alert type="error">{problemText(failed, i18n)}</Alert>}
      {step === last && <GeneralProblems violations={homeless} />}
    </SpaceBetween>
  );

  return (
    <>
      <LeaveGuard when={() => form.changed && !saved.current} kept onLeave={() => leaving()} />
      <Wizard
        activeStepIndex={step}
        onNavigate={e => go(e.detail.requestedStepIndex)}
        onCancel={() => void router.navigate({ to: '/opportunities' })}
        onSubmit={() => save.mutate(true)}
        isLoadingNextStep={advance.isPending || (save.isPending && save.variables)}
        submitButtonText={t('wizard.submit')}
        secondaryActions={
          <Button
            onClick={() => save.mutate(false)}
            loading={save.isPending && !save.variables}
            disabled={!form.changed && start.what === 'new'}
            disabledReason={t('reason.unchanged')}
          >
            {t('wizard.saveDraft')}
          </Button>
        }
        steps={[
          ...steps.map((one, number) => ({
            title: t(one.title),
            description: t(one.description),
            errorText: errorText(number),
            isOptional: false,
            content: (
              <SpaceBetween size="l">
                {step === number && opened && opening}
                {step === number && unknown && alerts}
                {one.groups.map(group => (
                  <Container key={group.title} header={<Header variant="h2">{t(group.title)}</Header>}>
                    <FieldGroup ids={group.fields} form={form} editable={['*']} suggested={start.suggested} />
                  </Container>
                ))}
              </SpaceBetween>
            ),
          })),
          {
            title: t('wizard.review'),
            description: t('wizard.review.description'),
            content: (
              <SpaceBetween size="l">
                {step === last && (unknown || homeless.length > 0) && alerts}
                <ReviewStep form={form.form} onEdit={setStep} />
              </SpaceBetween>
            ),
          },
        ]}
      />
    </>
  );
}
