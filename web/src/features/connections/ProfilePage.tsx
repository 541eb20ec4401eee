import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useFlash } from '../../app/flash';
import { useI18n } from '../../i18n';
import { profileQuery, setVisibility } from './api';

/** What other partners see of one's own, and whether they find it. */
export function ProfilePage() {
  const { t, list } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const { data: profile } = useSuspenseQuery(profileQuery);
  const shown = profile.visibility === 'PUBLIC';
  const change = useMutation({
    mutationFn: () => setVisibility(shown ? 'PRIVATE' : 'PUBLIC'),
    onSuccess: next => {
      queries.setQueryData(profileQuery.queryKey, next);
      flash.success(t('profile.saved'));
    },
    onError: flash.failure,
  });
  const or = (text: string | undefined) => text || t('common.empty');
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description={profile.profile}
          actions={
            profile.partner && (
              <Button loading={change.isPending} onClick={() => change.mutate()}>
                {t(shown ? 'profile.hide' : 'profile.show')}
              </Button>
            )
          }
        >
          {t('nav.profile')}
        </Header>
      }
    >
      {profile.partner ? (
        <Container>
          <KeyValuePairs
            columns={3}
            items={[
              { label: t('partners.name'), value: or(profile.name) },
              { label: t('profile.legalName'), value: or(profile.legalName) },
              {
                label: t('profile.visibility'),
                value: (
                  <StatusIndicator type={shown ? 'success' : 'stopped'}>
                    {t(shown ? 'profile.PUBLIC' : 'profile.PRIVATE')}
                  </StatusIndicator>
                ),
              },
              { label: t('lead.website'), value: or(profile.website) },
              { label: t('profile.solution'), value: or(profile.solution) },
              { label: t('lead.industry'), value: or(list(profile.industries)) },
              { label: t('profile.description'), value: or(profile.description) },
            ]}
          />
        </Container>
      ) : (
        <Alert type="info" header={t('profile.none')}>
          {t('profile.noneText')}
        </Alert>
      )}
    </ContentLayout>
  );
}
