import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormPart from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useRef, useState, type ReactNode } from 'react';
import { deskPartnersQuery } from '../../api/central';
import { ApiError, type Violation } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { showRefused } from '../../components/form/showRefused';
import { violationText } from '../../components/form/violations';
import { LeaveGuard } from '../../components/LeaveGuard';
import { useI18n } from '../../i18n';

interface Props {
  title: string;
  description: string;
  action: string;
  /** Whether anything of the page's own fields was typed. */
  changed: boolean;
  send: (partner: string, message: string) => Promise<{ invitation: string }>;
  violations: Violation[];
  onViolations: (violations: Violation[]) => void;
  /** Whether the page shows a refusal beside one of its fields; the others stand above the form. */
  isBeside: (violation: Violation) => boolean;
  children: ReactNode;
}

const longestMessage = 255;

/** The frame of what AWS offers to a partner: to whom, with which words, and what the server refuses. */
export function ShareForm(props: Props) {
  const { title, description, action, changed, send, violations, onViolations, isBeside, children } = props;
  const i18n = useI18n();
  const { t } = i18n;
  const { history } = useRouter();
  const flash = useFlash();
  const queries = useQueryClient();
  const partners = useQuery(deskPartnersQuery).data?.items ?? [];
  const [partner, setPartner] = useState('');
  const [message, setMessage] = useState('');
  const sent = useRef(false);
  const options = partners.map(one => ({ value: one.id, label: one.name, description: one.id }));
  const name = options.find(option => option.value === partner)?.label ?? partner;

  const share = useMutation({
    mutationFn: () => send(partner, message),
    onSuccess: async ({ invitation }) => {
      sent.current = true;
      await queries.invalidateQueries({ queryKey: ['sent'] });
      flash.success(t('shares.done', { partner: name }));
      history.push(`/aws/referrals/sent/${invitation}`);
    },
    onError: problem => {
      if (!(problem instanceof ApiError) || problem.violations.length === 0) return;
      onViolations(problem.violations);
      showRefused();
    },
  });
  const refusal = (location: string) =>
    violations
      .filter(violation => violation.location === location)
      .map(violation => violationText(violation, i18n))
      .join(' ') || undefined;
  const frame = ['Partner', 'Message'];
  const homeless = violations.filter(one => !frame.includes(one.location) && !isBeside(one));
  const unknown = share.isError && !(share.error instanceof ApiError && share.error.violations.length > 0);
  const clear = (location: string) => onViolations(violations.filter(one => one.location !== location));

  return (
    <ContentLayout
      header={
        <Header variant="h1" description={description}>
          {title}
        </Header>
      }
    >
      <LeaveGuard when={() => (changed || partner !== '' || message !== '') && !sent.current} />
      <form
        onSubmit={event => {
          event.preventDefault();
          share.mutate();
        }}
      >
        <FormPart
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => history.push('/aws/referrals')}>
                {t('action.cancel')}
              </Button>
              <Button variant="primary" loading={share.isPending}>
                {action}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            {unknown && <Alert type="error">{problemText(share.error, i18n)}</Alert>}
            {homeless.length > 0 && (
              <Alert type="error" header={t('shares.refused')}>
                {homeless.map((one, i) => (
                  <div key={i}>{`${one.field ?? one.location}: ${violationText(one, i18n)}`}</div>
                ))}
              </Alert>
            )}
            <Container header={<Header variant="h2">{t('shares.to')}</Header>}>
              <SpaceBetween size="l">
                <FormField label={t('desk.partner')} errorText={refusal('Partner')}>
                  <Select
                    options={options}
                    selectedOption={options.find(option => option.value === partner) ?? null}
                    onChange={e => {
                      setPartner(e.detail.selectedOption.value ?? '');
                      clear('Partner');
                    }}
                    placeholder={t('form.choose')}
                    filteringType="auto"
                    filteringPlaceholder={t('form.filter')}
                    filteringAriaLabel={t('form.filter')}
                    empty={t('form.noMatch')}
                  />
                </FormField>
                <FormField
                  label={t('common.optional', { label: t('shares.message') })}
                  description={t('shares.message.help')}
                  constraintText={t('form.characters', { used: message.length, max: longestMessage })}
                  errorText={refusal('Message')}
                  stretch
                >
                  <Textarea
                    rows={3}
                    value={message}
                    onChange={e => {
                      setMessage(e.detail.value);
                      clear('Message');
                    }}
                  />
                </FormField>
              </SpaceBetween>
            </Container>
            {children}
          </SpaceBetween>
        </FormPart>
      </form>
    </ContentLayout>
  );
}
