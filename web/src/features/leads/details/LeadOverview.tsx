import Badge from '@cloudscape-design/components/badge';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { FollowLink } from '../../../components/FollowLink';
import { useI18n } from '../../../i18n';
import type { LeadRecord } from '../api';

/** Who shared the lead, who works on it, since when and until when. */
export function LeadOverview({ record }: { record: LeadRecord }) {
  const { t, time } = useI18n();
  const { stage, expires, left, owner } = record;
  const or = (text: string | null | undefined) => text || t('common.empty');
  const pending = stage === 'PENDING';
  return (
    <Container header={<Header variant="h2">{t('opportunities.overview')}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          {
            label: t('leads.stage'),
            value: (
              <StatusIndicator type={pending ? 'pending' : 'success'}>
                {t(pending ? 'leads.pending' : 'leads.accepted')}
              </StatusIndicator>
            ),
          },
          ...(expires
            ? [
                {
                  label: t('leads.answerBy'),
                  value: (
                    <>
                      {time(expires)}{' '}
                      <Badge color={(left ?? 0) <= 1 ? 'red' : 'blue'}>
                        {t('invitations.left', { days: left ?? 0 })}
                      </Badge>
                    </>
                  ),
                },
              ]
            : []),
          { label: t('leads.owner'), value: owner ? owner.name : t('leads.nobody') },
          { label: t('invitations.sender'), value: or(record.sender) },
          { label: t('leads.shared'), value: time(record.shared) },
          { label: t('leads.updated'), value: time(record.modified) },
          { label: t('invitations.message'), value: or(record.message) },
          ...(record.opportunity
            ? [
                {
                  label: t('leads.opportunity'),
                  value: (
                    <FollowLink href={`/opportunities/${record.opportunity}`}>
                      {record.opportunity}
                    </FollowLink>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Container>
  );
}
