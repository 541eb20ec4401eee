import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { updateQuery, type ProfileText, type Update, type Verdict } from './api';
import { Findings } from './Findings';
import { UpdateModal } from './UpdateModal';

const route = getRouteApi('/shell/aws/profile-updates/$id');

/** One update of a profile: what it changes, what the rules find in it, and the decision. */
export function UpdatePage() {
  const { t, time } = useI18n();
  const { id } = route.useParams();
  const { data: update } = useSuspenseQuery({ ...updateQuery(id), refetchInterval: 15_000 });
  const [deciding, setDeciding] = useState<Verdict>();
  const waits = update.status === 'IN_PROGRESS';
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={`${update.partner.name} | ${time(update.started)}`}
          info={<InfoLink topic="profileUpdates" about={t('nav.profileUpdates')} />}
          actions={
            waits && (
              <SpaceBetween direction="horizontal" size="xs">
                <Button onClick={() => setDeciding('reject')}>{t('profiles.reject')}</Button>
                <Button variant="primary" onClick={() => setDeciding('approve')}>
                  {t('profiles.approve')}
                </Button>
              </SpaceBetween>
            )
          }
        >
          {update.name}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Standing update={update} />
        {update.texts.map((text, i) => (
          <Changes
            key={text.locale}
            after={text}
            before={update.before.find(one => one.locale === text.locale)}
            own={i === 0}
          />
        ))}
      </SpaceBetween>
      {deciding && <UpdateModal update={update} decision={deciding} onClose={() => setDeciding(undefined)} />}
    </ContentLayout>
  );
}

/** How the update stands: what the rules find while it waits, then what was decided. */
function Standing({ update }: { update: Update }) {
  const { t } = useI18n();
  if (update.status === 'IN_PROGRESS') {
    return update.suggests.length > 0 ? (
      <Alert type="warning" header={t('profiles.suggests')}>
        <Findings found={update.suggests} />
      </Alert>
    ) : (
      <Alert type="info">{t('profiles.suggests.none')}</Alert>
    );
  }
  return (
    <Alert
      type={update.status === 'SUCCEEDED' ? 'success' : 'info'}
      header={t('profiles.over', { status: t(`profiles.status.${update.status}`) })}
    >
      <Findings found={update.found} />
    </Alert>
  );
}

interface ChangesProps {
  after: ProfileText;
  before?: ProfileText;
  /** The profile's own language, which also has what is no text. */
  own: boolean;
}

/** The profile in one language, now and after the update; what differs is bold. */
function Changes({ after, before, own }: ChangesProps) {
  const { t, list } = useI18n();
  const rows: [string, (text: ProfileText) => string | undefined][] = [
    [t('profiles.name'), text => text.name],
    [t('profiles.description'), text => text.description],
    [t('profiles.website'), text => text.website],
    [t('profiles.logo'), text => text.logo],
    ...(own
      ? ([
          [t('profiles.solution'), text => text.solution],
          [t('profiles.industries'), text => list(text.industries ?? [])],
        ] as [string, (text: ProfileText) => string | undefined][])
      : []),
  ];
  const or = (text: string | undefined) => text || t('common.empty');
  return (
    <Table
      variant="container"
      wrapLines
      items={rows.map(([label, read]) => ({ label, now: before && read(before), next: read(after) }))}
      trackBy="label"
      header={
        <Header variant="h2" description={before ? undefined : t('profiles.before.none')}>
          {after.locale}
        </Header>
      }
      ariaLabels={{ tableLabel: after.locale }}
      columnDefinitions={[
        { id: 'field', header: t('profiles.field'), cell: row => row.label, isRowHeader: true, width: 200 },
        { id: 'before', header: t('profiles.before'), cell: row => or(row.now) },
        {
          id: 'after',
          header: t('profiles.after'),
          cell: row => <Box fontWeight={row.now === row.next ? 'normal' : 'bold'}>{or(row.next)}</Box>,
        },
      ]}
    />
  );
}
