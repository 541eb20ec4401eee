import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useFlash } from '../../app/flash';
import { useFollow } from '../../components/follow';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import { connectionsQuery } from '../connections/api';
import { profileQuery, setVisibility, type OwnProfile } from './api';
import { Contact } from './Contact';
import { languageName } from './languages';
import { Preferences } from './Preferences';
import { UpdateState } from './UpdateState';

/** What the company is to other partners and to AWS: its profile, its alliance lead, and who may ask to connect. */
export function ProfilePage() {
  const { t } = useI18n();
  const { data: profile } = useSuspenseQuery({
    ...profileQuery,
    refetchInterval: query => (query.state.data?.update?.status === 'IN_PROGRESS' ? 1_000 : false),
  });
  const connections = useQuery(connectionsQuery);
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={profile.profile}
          info={<InfoLink topic="profile" about={t('nav.profile')} />}
          actions={profile.partner && profile.mayManage && <Actions profile={profile} />}
        >
          {t('nav.profile')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {profile.partner ? (
          <SpaceBetween size="l">
            {profile.update && <UpdateState update={profile.update} mayManage={profile.mayManage} />}
            <Facts profile={profile} />
            <Contact profile={profile} />
          </SpaceBetween>
        ) : (
          <Alert type="info" header={t('profile.none')}>
            {t('profile.noneText')}
          </Alert>
        )}
        {connections.data && <Preferences key={connections.data.revision} data={connections.data} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

function Actions({ profile }: { profile: OwnProfile }) {
  const { t } = useI18n();
  const flash = useFlash();
  const follow = useFollow();
  const queries = useQueryClient();
  const shown = profile.visibility === 'PUBLIC';
  const change = useMutation({
    mutationFn: () => setVisibility(shown ? 'PRIVATE' : 'PUBLIC'),
    onSuccess: next => {
      queries.setQueryData(profileQuery.queryKey, next);
      flash.success(t('profile.saved'));
    },
    onError: flash.failure,
  });
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {profile.visibility && (
        <Button loading={change.isPending} onClick={() => change.mutate()}>
          {t(shown ? 'profile.hide' : 'profile.show')}
        </Button>
      )}
      <Button
        variant="primary"
        href="/account/profile/edit"
        onFollow={follow}
        disabled={profile.update?.status === 'IN_PROGRESS'}
        disabledReason={t('profile.update.IN_PROGRESS.text')}
      >
        {t('action.edit')}
      </Button>
    </SpaceBetween>
  );
}

function Facts({ profile }: { profile: OwnProfile }) {
  const { t, tx, list, locale, time } = useI18n();
  const { contents, update } = profile;
  const ended = update?.status === 'SUCCEEDED' || update?.status === 'CANCELED' ? update.status : undefined;
  const or = (text: string | undefined) => text || t('common.empty');
  const shown = profile.visibility === 'PUBLIC';
  const website = contents.website && (
    <Link href={contents.website} external externalIconAriaLabel={t('common.newTab')}>
      {contents.website}
    </Link>
  );
  const region = contents.subdivision && ` (${contents.country}-${contents.subdivision})`;
  const seat = contents.country && `${tx('country', contents.country)}${region}`;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={ended && t(`profile.update.${ended}`, { at: time(update?.ended ?? update?.started) })}
        >
          {t('profile.contents')}
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          { label: t('profile.name'), value: or(contents.name) },
          { label: t('profile.legalName'), value: or(profile.legalName) },
          {
            label: t('profile.visibility'),
            value: (
              <StatusIndicator type={shown ? 'success' : 'stopped'}>
                {t(shown ? 'profile.PUBLIC' : 'profile.PRIVATE')}
              </StatusIndicator>
            ),
          },
          { label: t('lead.website'), value: website || t('common.empty') },
          { label: t('profile.solution'), value: or(tx('partner_solution_type', contents.solution)) },
          {
            label: t('lead.industry'),
            value: or(list(contents.industries.map(one => tx('partner_industry_segment', one)))),
          },
          { label: t('profile.headquarters'), value: or(seat) },
          {
            label: t('profile.languages'),
            value: or(
              list(
                [contents.locale, ...profile.translations.map(one => one.locale ?? '')]
                  .filter(Boolean)
                  .map(code => languageName(code, locale)),
              ),
            ),
          },
          { label: t('profile.logo'), value: or(contents.logo) },
          { label: t('profile.description'), value: or(contents.description) },
        ]}
      />
    </Container>
  );
}
