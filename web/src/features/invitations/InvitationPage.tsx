import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { InfoLink } from '../../components/InfoLink';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { acceptInvitation, invitationQuery } from './api';
import { Facts } from './details/Facts';
import { LeadOffer } from './details/LeadOffer';
import { Offer } from './details/Offer';
import { Outcome } from './details/Outcome';
import { RejectModal } from './RejectModal';

const route = getRouteApi('/shell/invitations/$id');

/** One invitation: what of it may be seen, until when, and the answer. */
export function InvitationPage() {
  const { t } = useI18n();
  const { id } = route.useParams();
  const flash = useFlash();
  const queries = useQueryClient();
  const { history } = useRouter();
  const { data: invitation } = useSuspenseQuery({ ...invitationQuery(id), refetchInterval: 30_000 });
  const [asking, setAsking] = useState<'accept' | 'reject'>();
  const lead = invitation.kind === 'LeadInvitation';

  const accept = useMutation({
    mutationFn: () => acceptInvitation(id),
    onSuccess: ({ opportunity, engagement }) => {
      flash.success(
        opportunity ? t('invitations.accepted', { id: opportunity }) : t('invitations.acceptedLead'),
      );
      if (opportunity) history.push(`/opportunities/${opportunity}`);
      else if (engagement) history.push(lead ? `/leads/${engagement}` : `/engagements/${engagement}`);
    },
    onError: flash.failure,
    onSettled: async () => {
      setAsking(undefined);
      await queries.invalidateQueries(); // it may have expired, or a colleague has answered
    },
  });

  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink topic="invitations" about={t('nav.invitations')} />}
          description={`${t(`invitations.kind.${invitation.kind}`)} - ${id}`}
          actions={
            invitation.mayAnswer && (
              <SpaceBetween direction="horizontal" size="xs">
                <Button onClick={() => setAsking('reject')}>{t('invitations.reject')}</Button>
                <Button variant="primary" onClick={() => setAsking('accept')}>
                  {t('invitations.accept')}
                </Button>
              </SpaceBetween>
            )
          }
        >
          {invitation.title || id}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Outcome invitation={invitation} />
        <Facts invitation={invitation} />
        {invitation.offer && <Offer invitation={invitation} offer={invitation.offer} />}
        {invitation.lead && <LeadOffer invitation={invitation} lead={invitation.lead} />}
      </SpaceBetween>
      {asking === 'reject' && <RejectModal invitation={invitation} onClose={() => setAsking(undefined)} />}
      {asking === 'accept' && (
        <Question
          title={t('invitations.accept')}
          action={t('invitations.accept')}
          busy={accept.isPending}
          onAction={() => accept.mutate()}
          onClose={() => setAsking(undefined)}
        >
          {t(lead ? 'invitations.accept.lead' : 'invitations.accept.opportunity')}
        </Question>
      )}
    </ContentLayout>
  );
}
