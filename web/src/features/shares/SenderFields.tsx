import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import type { TeamMember } from '../../api/central';
import type { Violation } from '../../api/client';
import { violationText } from '../../components/form/violations';
import { useI18n } from '../../i18n';

interface Props {
  sender: TeamMember;
  violations: Violation[];
  onChange: (sender: TeamMember) => void;
}

const members = ['LastName', 'FirstName', 'BusinessTitle', 'Email'] as const;

/** The member of the sender that a refusal is about. */
export const senderAt = (location: string) => members.find(member => location === `Contacts[0].${member}`);

/** The person at AWS whom the partner turns to. Nobody named: the one who is signed in. */
export function SenderFields({ sender, violations, onChange }: Props) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const labels = {
    LastName: t('desk.team.lastName'),
    FirstName: t('desk.team.firstName'),
    BusinessTitle: t('shares.jobTitle'),
    Email: t('session.email'),
  };
  const [last, first, ...others] = members;
  const order = locale === 'ja' ? [last, first, ...others] : [first, last, ...others];
  return (
    <Container
      header={
        <Header variant="h2" description={t('shares.sender.text')}>
          {t('shares.sender')}
        </Header>
      }
    >
      <ColumnLayout columns={2}>
        {order.map(member => (
          <FormField
            key={member}
            label={t('common.optional', { label: labels[member] })}
            errorText={
              violations
                .filter(one => senderAt(one.location) === member)
                .map(one => violationText(one, i18n))
                .join(' ') || undefined
            }
          >
            <Input
              value={sender[member]}
              autoComplete={false}
              type={member === 'Email' ? 'email' : 'text'}
              onChange={e => onChange({ ...sender, [member]: e.detail.value })}
            />
          </FormField>
        ))}
      </ColumnLayout>
    </Container>
  );
}
