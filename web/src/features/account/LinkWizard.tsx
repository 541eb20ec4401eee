import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Wizard from '@cloudscape-design/components/wizard';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { refusalsOf } from '../../components/form/FormModal';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import type { MessageKey } from '../../i18n/en';
import { linkAccount, linkQuery, type AccountLink, type Duty } from './api';

/** Links the account in three steps: the account and its name, who gets which standard role, and a last look. */
export function LinkWizard({ link }: { link: AccountLink }) {
  const i18n = useI18n();
  const { t, list } = i18n;
  const flash = useFlash();
  const router = useRouter();
  const queries = useQueryClient();
  const [step, setStep] = useState(0);
  const [legalName, setLegalName] = useState('');
  const [assign, setAssign] = useState<Duty[]>(link.standard.map(one => one.duty));
  const save = useMutation({
    mutationFn: () => linkAccount(legalName, assign),
    onSuccess: next => {
      queries.setQueryData(linkQuery.queryKey, next);
      flash.success(t('link.done'));
    },
    onError: () => setStep(0), // only the name can be wrong, and the form keeps what was chosen
  });
  const { refused, rest } = refusalsOf(save.error, at => at === 'legalName', i18n);
  const groupNames = (groups: string[]) => list(groups.map(group => t(`role.${group}` as MessageKey)));
  const toggle = (duty: Duty, on: boolean) =>
    setAssign(on ? [...assign, duty] : assign.filter(one => one !== duty));

  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink topic="accountLink" about={t('nav.accountLink')} />}>
          {t('nav.accountLink')}
        </Header>
      }
    >
      <Wizard
        activeStepIndex={step}
        onNavigate={e => setStep(e.detail.requestedStepIndex)}
        onCancel={() => void router.navigate({ to: '/opportunities' })}
        onSubmit={() => save.mutate()}
        isLoadingNextStep={save.isPending}
        submitButtonText={t('link.do')}
        steps={[
          {
            title: t('link.account'),
            description: t('link.account.text'),
            errorText: rest.join(' ') || undefined,
            content: (
              <Container>
                <SpaceBetween size="l">
                  <FormField label={t('link.accountId')}>
                    <Box fontSize="heading-m">{link.account}</Box>
                  </FormField>
                  <FormField
                    label={t('link.legalName')}
                    description={t('link.legalName.help')}
                    errorText={refused('legalName')}
                  >
                    <Input value={legalName} onChange={e => setLegalName(e.detail.value)} />
                  </FormField>
                </SpaceBetween>
              </Container>
            ),
          },
          {
            title: t('link.standard'),
            description: t('link.standard.text'),
            content: (
              <SpaceBetween size="l">
                {link.standard.map(one => (
                  <Container
                    key={one.duty}
                    header={<Header variant="h2">{t(`link.duty.${one.duty}`)}</Header>}
                  >
                    <Checkbox
                      checked={assign.includes(one.duty)}
                      description={t(`link.duty.${one.duty}.text`)}
                      onChange={e => toggle(one.duty, e.detail.checked)}
                    >
                      {t('link.assign', { role: one.role, groups: groupNames(one.groups) })}
                    </Checkbox>
                  </Container>
                ))}
              </SpaceBetween>
            ),
          },
          {
            title: t('link.review'),
            content: (
              <SpaceBetween size="l">
                {save.isPending || <Alert type="info">{t('link.review.text')}</Alert>}
                <Container header={<Header variant="h2">{t('link.account')}</Header>}>
                  <KeyValuePairs
                    columns={2}
                    items={[
                      { label: t('link.accountId'), value: link.account },
                      { label: t('link.legalName'), value: legalName || t('common.empty') },
                    ]}
                  />
                </Container>
                <Container header={<Header variant="h2">{t('link.standard')}</Header>}>
                  <KeyValuePairs
                    columns={1}
                    items={link.standard.map(one => ({
                      label: one.role,
                      value: assign.includes(one.duty)
                        ? t('link.review.given', { groups: groupNames(one.groups) })
                        : t('link.review.nobody'),
                    }))}
                  />
                </Container>
              </SpaceBetween>
            ),
          },
        ]}
      />
    </ContentLayout>
  );
}
