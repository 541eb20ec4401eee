import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import type { TeamMember } from '../../api/central';
import { useI18n } from '../../i18n';
import { awsTitles } from '../opportunities/details/tabs';

interface Props {
  team: TeamMember[];
  onChange: (team: TeamMember[]) => void;
}

/** The people at AWS who look after the deal, one for a title. */
export function TeamEditor({ team, onChange }: Props) {
  const { t, tx, fullName } = useI18n();
  const titles = awsTitles.map(value => ({ value: value as string, label: tx('aws_team_role', value) }));
  const change = (at: number, part: Partial<TeamMember>) =>
    onChange(team.map((member, i) => (i === at ? { ...member, ...part } : member)));
  const missing = titles.filter(title => !team.some(member => member.BusinessTitle === title.value));
  const name = (member: TeamMember) => fullName(member.FirstName, member.LastName) || member.Email;
  const text = (member: 'LastName' | 'FirstName' | 'Email', label: string) => ({
    label,
    control: (item: TeamMember, i: number) => (
      <Input
        value={item[member]}
        onChange={e => change(i, { [member]: e.detail.value })}
        autoComplete={false}
      />
    ),
  });
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            missing.length > 0 &&
            t('desk.team.missing', { roles: missing.map(title => title.label).join(t('desk.team.comma')) })
          }
        >
          {t('desk.team')}
        </Header>
      }
    >
      <AttributeEditor
        items={team}
        empty={t('desk.team.none')}
        addButtonText={t('desk.team.add')}
        removeButtonText={t('action.remove')}
        removeButtonAriaLabel={member => t('form.remove', { name: name(member) })}
        disableAddButton={team.length >= titles.length}
        onAddButtonClick={() =>
          onChange([...team, { BusinessTitle: '', FirstName: '', LastName: '', Email: '' }])
        }
        onRemoveButtonClick={e => onChange(team.filter((_, i) => i !== e.detail.itemIndex))}
        definition={[
          {
            label: t('contacts.role'),
            control: (item, i) => (
              <Select
                options={titles}
                selectedOption={titles.find(title => title.value === item.BusinessTitle) ?? null}
                onChange={e => change(i, { BusinessTitle: e.detail.selectedOption.value ?? '' })}
                placeholder={t('form.choose')}
              />
            ),
          },
          text('LastName', t('desk.team.lastName')),
          text('FirstName', t('desk.team.firstName')),
          text('Email', t('session.email')),
        ]}
      />
    </Container>
  );
}
