import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { sessionQuery } from '../../api/session';
import { FollowLink } from '../../components/FollowLink';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { caseQuery, fileHref, type Message } from './api';
import { AnswerForm } from './AnswerForm';
import { CaseState } from './states';
import { topicText } from './topics';

const route = getRouteApi('/shell/support/$id');

/** One support case: what was said by both sides, and the next word. */
export function CasePage() {
  const i18n = useI18n();
  const { t, time } = i18n;
  const { id } = route.useParams();
  const desk = useQuery(sessionQuery).data?.role === 'AWSReviewer';
  const { data: one } = useSuspenseQuery({ ...caseQuery(id), refetchInterval: 15_000 });
  const opportunity = one.opportunity && (
    <FollowLink href={`${desk ? '/desk' : '/opportunities'}/${one.opportunity}`}>
      {one.opportunity}
    </FollowLink>
  );
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={one.id}
          info={<InfoLink topic="support" about={t('nav.support')} />}
        >
          {one.subject}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Container header={<Header variant="h2">{t('support.facts')}</Header>}>
          <KeyValuePairs
            columns={3}
            items={[
              { label: t('support.state'), value: <CaseState state={one.state} /> },
              { label: t('support.topic'), value: topicText(one.topic, i18n) },
              { label: t('channels.opportunity'), value: opportunity || t('common.empty') },
              { label: t('desk.partner'), value: one.partner.name },
              { label: t('support.openedBy'), value: one.openedBy },
              { label: t('support.opened'), value: time(one.opened) },
            ]}
          />
        </Container>
        {one.messages.map(message => (
          <Word key={message.seq} message={message} first={message === one.messages[0]} />
        ))}
        <AnswerForm one={one} />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Word({ message, first }: { message: Message; first: boolean }) {
  const { t, time } = useI18n();
  const side = t(`support.side.${message.side}`);
  const ended = message.state === 'resolved' || (message.state === 'reopened' && !first);
  return (
    <Container
      header={
        <Header variant="h3" description={`${side} | ${time(message.at)}`}>
          {message.name}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {message.body && (
          <SpaceBetween size="xxs">
            {message.body.split('\n').map((line, i) => (
              <Box key={i}>{line || '\u00a0'}</Box>
            ))}
          </SpaceBetween>
        )}
        {message.files.map(file => (
          <Link key={file.id} href={fileHref(file)}>
            {t('support.file', { name: file.name, size: Math.max(1, Math.round(file.size / 1024)) })}
          </Link>
        ))}
        {ended && <CaseState state={message.state} />}
      </SpaceBetween>
    </Container>
  );
}
