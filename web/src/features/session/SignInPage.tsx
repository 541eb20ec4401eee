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
import { useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import {
  entranceQuery,
  leaveForProvider,
  sessionQuery,
  signIn,
  signOut,
  type Session,
} from '../../api/session';
import { problemText } from '../../app/flash';
import { TopBar } from '../../app/TopBar';
import { useI18n } from '../../i18n';
import { useEnter } from './enter';
import { Forgotten } from './Forgotten';
import { SecondStep } from './SecondStep';

export function SignInPage() {
  const i18n = useI18n();
  const { t } = i18n;
  const queries = useQueryClient();
  const { next, ended, refused } = useSearch({ from: '/login' });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [forgotten, setForgotten] = useState(false);

  const { data: { pending, provider } = {} } = useQuery(entranceQuery);
  const enter = useEnter();
  const welcome = (session: Session) => {
    queries.clear(); // what somebody else has seen here
    enter(session, next, 'push');
  };
  const entry = useMutation({
    mutationFn: () => signIn(email.trim(), password),
    onSuccess: async session => {
      if (session) return welcome(session);
      setPassword('');
      await queries.invalidateQueries({ queryKey: entranceQuery.queryKey });
    },
  });
  const leaving = useMutation({ mutationFn: () => leaveForProvider(next) });
  const problem = entry.isError
    ? problemText(entry.error, i18n)
    : leaving.isError
      ? problemText(leaving.error, i18n)
      : refused && !entry.isPending && t(refused);
  const stepped = async () => {
    const session = await queries.fetchQuery({ ...sessionQuery, staleTime: 0 });
    if (session) welcome(session);
  };
  const leave = async () => {
    await signOut();
    await queries.invalidateQueries({ queryKey: entranceQuery.queryKey });
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
                        <SpaceBetween direction="horizontal" size="xs">
                          {provider && (
                            <Button
                              formAction="none"
                              loading={leaving.isPending || leaving.isSuccess}
                              onClick={() => leaving.mutate()}
                            >
                              {t('session.with', { name: provider })}
                            </Button>
                          )}
                          <Button variant="primary" formAction="submit" loading={entry.isPending}>
                            {t('session.signIn')}
                          </Button>
                        </SpaceBetween>
                      }
                    >
                      <SpaceBetween size="l">
                        {ended && !problem && <Alert type="info">{t('session.ended')}</Alert>}
                        {problem && <Alert type="error">{problem}</Alert>}
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
