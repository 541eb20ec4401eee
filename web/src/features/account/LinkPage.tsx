import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormModal } from '../../components/form/FormModal';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import type { MessageKey } from '../../i18n/en';
import { linkQuery, mapGroup, unlinkAccount, type AccountLink } from './api';
import { LinkWizard } from './LinkWizard';
import { GivenRole, RoleSelect } from './RoleSelect';

/** Links the company's AWS account, and gives IAM roles to groups of users. */
export function LinkPage() {
  const { t } = useI18n();
  const { data: link } = useSuspenseQuery(linkQuery);
  const [unlinking, setUnlinking] = useState(false);
  if (!link.linked) return <LinkWizard link={link} />;
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          info={<InfoLink topic="accountLink" about={t('nav.accountLink')} />}
          actions={<Button onClick={() => setUnlinking(true)}>{t('link.unlink')}</Button>}
        >
          {t('nav.accountLink')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Facts link={link} />
        <Groups link={link} />
      </SpaceBetween>
      {unlinking && (
        <FormModal
          title={t('link.unlink')}
          action={t('link.unlink')}
          done={t('link.unlinked')}
          fields={[]}
          list="account-link"
          save={unlinkAccount}
          onClose={() => setUnlinking(false)}
        >
          {() => <span>{t('link.unlink.text')}</span>}
        </FormModal>
      )}
    </ContentLayout>
  );
}

function Facts({ link }: { link: AccountLink }) {
  const { t, time } = useI18n();
  return (
    <Container header={<Header variant="h2">{t('link.account')}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          {
            label: t('link.state'),
            value: <StatusIndicator type="success">{t('link.linked')}</StatusIndicator>,
          },
          { label: t('link.accountId'), value: link.account },
          { label: t('link.legalName'), value: link.legalName },
          {
            label: t('link.by'),
            value: t('link.byAt', { name: link.linkedBy ?? '', at: time(link.linkedAt) }),
          },
        ]}
      />
    </Container>
  );
}

const groups = ['AllianceLead', 'CloudAdmin', 'AllianceTeam', 'ACEManager', 'ACEUser'] as const;

function Groups({ link }: { link: AccountLink }) {
  const { t, time } = useI18n();
  const [changing, setChanging] = useState<string>();
  const given = (group: string) => link.groups.find(one => one.group === group);
  const nameOf = (group: string) => t(`role.${group}` as MessageKey);
  const people = (group: string) => link.members.filter(one => one.group === group).length;
  return (
    <>
      <Table
        variant="container"
        items={groups.map(group => ({ group, given: given(group) }))}
        trackBy="group"
        header={
          <Header variant="h2" description={t('link.groups.text')}>
            {t('link.groups')}
          </Header>
        }
        ariaLabels={{ tableLabel: t('link.groups') }}
        columnDefinitions={[
          {
            id: 'group',
            header: t('link.group'),
            cell: one => nameOf(one.group),
            isRowHeader: true,
            width: 160,
          },
          {
            id: 'people',
            header: t('link.people'),
            cell: one => t('link.count', { count: people(one.group) }),
            width: 100,
          },
          {
            id: 'role',
            header: t('link.role'),
            cell: one => <GivenRole link={link} role={one.given?.role} />,
            width: 370,
          },
          {
            id: 'by',
            header: t('link.givenBy'),
            cell: one =>
              one.given ? t('link.byAt', { name: one.given.by, at: time(one.given.at) }) : t('common.empty'),
            width: 270,
          },
          {
            id: 'actions',
            header: t('common.actions'),
            minWidth: 120,
            cell: one => (
              <Button
                variant="inline-link"
                ariaLabel={t('link.changeOf', { name: nameOf(one.group) })}
                onClick={() => setChanging(one.group)}
              >
                {t('link.change')}
              </Button>
            ),
          },
        ]}
      />
      {changing && (
        <GroupModal
          link={link}
          group={changing}
          name={nameOf(changing)}
          now={given(changing)?.role ?? ''}
          onClose={() => setChanging(undefined)}
        />
      )}
    </>
  );
}

interface GroupModalProps {
  link: AccountLink;
  group: string;
  name: string;
  now: string;
  onClose: () => void;
}

function GroupModal({ link, group, name, now, onClose }: GroupModalProps) {
  const { t } = useI18n();
  const [role, setRole] = useState(now);
  return (
    <FormModal
      title={t('link.changeOf', { name })}
      action={t('action.save')}
      done={t('link.given', { name })}
      fields={['role']}
      list="account-link"
      save={() => mapGroup(group, role)}
      onClose={onClose}
    >
      {refused => (
        <RoleSelect
          link={link}
          value={role}
          none={t('link.noRole')}
          help={t('link.groupRole.help', { name })}
          error={refused('role')}
          onChange={setRole}
        />
      )}
    </FormModal>
  );
}
