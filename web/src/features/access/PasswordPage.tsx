import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiError } from '../../api/client';
import { problemText } from '../../app/flash';
import { TopBar } from '../../app/TopBar';
import { useFollow } from '../../components/follow';
import { refusalsOf } from '../../components/form/FormModal';
import { useI18n } from '../../i18n';
import { readPasswordLink, setByLink, type PasswordLink } from './api';

/** Sets a password by the link of a mail: for colleagues who were invited, and for those who need a new one. */
export function PasswordPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const follow = useFollow();
  const token = window.location.hash.slice(1);
  const link = useQuery({
    queryKey: ['password-link', token],
    queryFn: () => readPasswordLink(token),
    staleTime: Infinity,
    retry: false,
  });
  const [done, setDone] = useState(false);
  const title = t(done ? 'password.done' : link.data ? `password.${link.data.purpose}` : 'password.title');
  useEffect(() => {
    document.title = `${title} - ${t('app.name')}`;
  }, [title, t]);
  const gone = link.error instanceof ApiError && link.error.status === 404;
  const enter = (
    <Button variant="primary" href="/login" onFollow={follow}>
      {t('password.toSignIn')}
    </Button>
  );
  return (
    <>
      <TopBar />
      <ContentLayout maxContentWidth={560} defaultPadding>
        <Box padding={{ top: 'xxxl' }}>
          <main>
            <Container
              header={
                <Header
                  variant="h1"
                  description={link.data && !done && `${link.data.name} - ${link.data.partner}`}
                >
                  {title}
                </Header>
              }
            >
              {link.isPending && <Box>{t('common.loading')}</Box>}
              {link.isError && (
                <Alert type="error" header={gone ? t('password.gone') : undefined}>
                  {gone ? t('password.goneText') : problemText(link.error, i18n)}
                </Alert>
              )}
              {done && (
                <SpaceBetween size="m">
                  <Box variant="p">{t('password.doneText')}</Box>
                  {enter}
                </SpaceBetween>
              )}
              {link.data && !done && <Fields token={token} link={link.data} onDone={() => setDone(true)} />}
            </Container>
          </main>
        </Box>
      </ContentLayout>
    </>
  );
}

function Fields({ token, link, onDone }: { token: string; link: PasswordLink; onDone: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const [first, setFirst] = useState('');
  const [again, setAgain] = useState('');
  const [unlike, setUnlike] = useState(false);
  const saving = useMutation({ mutationFn: () => setByLink(token, first), onSuccess: onDone });
  const { refused, rest } = refusalsOf(saving.error, at => at === 'password', i18n);
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        setUnlike(first !== again);
        if (first === again) saving.mutate();
      }}
    >
      <Form
        actions={
          <Button variant="primary" formAction="submit" loading={saving.isPending}>
            {t('password.set')}
          </Button>
        }
      >
        <SpaceBetween size="l">
          {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
          <FormField label={t('session.email')}>
            <Input readOnly autoComplete="username" value={link.email} />
          </FormField>
          <FormField
            label={t('password.new')}
            constraintText={t('password.rule')}
            errorText={refused('password')}
          >
            <Input
              type="password"
              autoComplete="new-password"
              value={first}
              onChange={e => setFirst(e.detail.value)}
            />
          </FormField>
          <FormField label={t('password.again')} errorText={unlike && t('password.unlike')}>
            <Input
              type="password"
              autoComplete="new-password"
              value={again}
              onChange={e => setAgain(e.detail.value)}
            />
          </FormField>
        </SpaceBetween>
      </Form>
    </form>
  );
}
