import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Wizard from '@cloudscape-design/components/wizard';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { check, create, type Form } from '../../api/central';
import { ApiError, type Violation } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { fieldAt } from '../../components/form/document';
import { useForm } from '../../components/form/useForm';
import { LeaveGuard } from '../../components/LeaveGuard';
import { useI18n } from '../../i18n';
import { asSent, isShown } from './form/conditions';
import { FieldGroup } from './form/FieldGroup';
import { showRefused } from '../../components/form/showRefused';
import { GeneralProblems } from './form/GeneralProblems';
import { stepOf, steps } from './form/layout';
import { ReviewStep } from './form/ReviewStep';

const empty: Form = {
  document: {
    Catalog: 'AWS',
    Origin: 'Partner Referral',
    OpportunityType: 'Net New Business',
    NationalSecurity: 'No',
    Marketing: { Source: 'None' },
  },
  solutions: [],
  products: [],
  involvement: 'Co-Sell',
  visibility: 'Full',
};

const last = steps.length;

export function CreatePage() {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const router = useRouter();
  const queries = useQueryClient();
  const form = useForm(empty);
  const token = useRef<string>(undefined);
  const saved = useRef(false);
  const [step, setStep] = useState(0);

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
      return create(asSent(form.form), token.current, submit);
    },
    onSuccess: async ({ id }, submitted) => {
      saved.current = true;
      await queries.invalidateQueries({ queryKey: ['opportunities'] });
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

  const failed = save.error ?? advance.error;
  const unknown = failed && !(failed instanceof ApiError && failed.violations.length > 0);
  const errors = (number: number) =>
    form.violations.filter(violation => stepOfViolation(violation) === number).length;
  const errorText = (number: number) =>
    errors(number) > 0 && number < last ? t('wizard.errors', { count: errors(number) }) : undefined;
  const homeless = form.violations.filter(violation => stepOfViolation(violation) === last);
  const alerts = (
    <SpaceBetween size="s">
      {unknown && <Alert type="error">{problemText(failed, i18n)}</Alert>}
      {step === last && <GeneralProblems violations={homeless} />}
    </SpaceBetween>
  );

  return (
    <>
      <LeaveGuard when={() => form.changed && !saved.current} />
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
            disabled={!form.changed}
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
                {step === number && unknown && alerts}
                {one.groups.map(group => (
                  <Container key={group.title} header={<Header variant="h2">{t(group.title)}</Header>}>
                    <FieldGroup ids={group.fields} form={form} editable={['*']} />
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
