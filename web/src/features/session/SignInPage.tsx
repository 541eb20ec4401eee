import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { homeOf, pendingQuery, sessionQuery, signIn, signOut, type Session } from '../../api/session';
import { problemText } from '../../app/flash';
import { TopBar } from '../../app/TopBar';
import { isLocale, useLanguage } from '../../i18n';
import { Forgotten } from './Forgotten';
import { localPath } from './next';
import { SecondStep } from './SecondStep';

export function SignInPage() {
  const { i18n, setLocale } = useLanguage();
  const { t } = i18n;
  const router = useRouter();
  const queries = useQueryClient();
  const { next, ended } = useSearch({ from: '/login' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [forgotten, setForgotten] = useState(false);

  const { data: pending } = useQuery(pendingQuery);
  const enter = (session: Session) => {
    queries.clear();
    queries.setQueryData(sessionQuery.queryKey, session);
    if (isLocale(session.language)) setLocale(session.language);
    router.history.push(localPath(next) ?? homeOf(session));
  };
  const entry = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    onSuccess: async session => {
      if (session) return enter(session);
      setPassword('');
      await queries.invalidateQueries({ queryKey: pendingQuery.queryKey });
    },
  });
  const stepped = async () => {
    const session = await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
    if (session) enter(session);
  };
  const leave = async () => {
    await signOut();
    await queries.invalidateQueries({ queryKey: pendingQuery.queryKey });
  };

  const title = `${t('session.title')}`;
  useEffect(() => {
    document.title = title;
  }, [title]);

  return (
    <>
      <TopBar />
      <ContentLayout maxContentWidth={560} defaultPadding>
        <Box padding={{ top: 'xxxl' }}>
          <Grid gridDefinition={[{ colspan: 12 }]}>
            <main>
              {pending ? (
                <Container header={<Header variant="h1">{t(`session.step.${pending}`)}</Header>}>
                  <SecondStep pending={pending} onIn={() => void stepped()} onLeave={() => void leave()} />
                </Container>
              ) : (
                <form
                  onSubmit={event => {
                    event.preventDefault();
                    entry.mutate();
                  }}
                >
                  <Container
                    header={
                      <Header variant="h1" description={t('app.tagline')}>
                        {t('session.title')}
                      </Header>
                    }
                  >
                    <Form
                      actions={
                        <Button variant="primary" formAction="submit" loading={entry.isPending}>
                          {t('session.signIn')}
                        </Button>
                      }
                    >
                      <SpaceBetween size="l">
                        {ended && !entry.isError && <Alert type="info">{t('session.ended')}</Alert>}
                        {entry.isError && <Alert type="error">{problemText(entry.error, i18n)}</Alert>}
                        <FormField label={t('session.email')}>
                          <Input
                            type="email"
                            name="email"
                            autoComplete="username"
                            autoFocus
                            value={email}
                            onChange={e => setEmail(e.detail.value)}
                          />
                        </FormField>
                        <FormField label={t('session.password')}>
                          <Input
                            type="password"
                            name="password"
                            autoComplete="current-password"
                            value={password}
                            onChange={e => setPassword(e.detail.value)}
                          />
                        </FormField>
                        <Link onFollow={() => setForgotten(true)}>{t('forgotten.title')}</Link>
                      </SpaceBetween>
                    </Form>
                  </Container>
                </form>
              )}
              {forgotten && <Forgotten start={email} onClose={() => setForgotten(false)} />}
            </main>
          </Grid>
        </Box>
      </ContentLayout>
    </>
  );
}
