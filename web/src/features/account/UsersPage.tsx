import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../../api/session';
import { FollowLink } from '../../components/FollowLink';
import { FormModal } from '../../components/form/FormModal';
import { InfoLink } from '../../components/InfoLink';
import { useI18n } from '../../i18n';
import type { MessageKey } from '../../i18n/en';
import { linkQuery, mapUsers, type AccountLink, type Member } from './api';
import { CredentialsPart } from './CredentialsPart';
import { RolesTable } from './RolesTable';
import { GivenRole, RoleSelect } from './RoleSelect';

/** Who has which IAM role, the roles themselves, and temporary credentials of one's own. */
export function UsersPage() {
  const { t } = useI18n();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const administers = session?.role === 'AllianceLead' || session?.role === 'CloudAdmin';
  return (
    <ContentLayout
      header={
        <Header variant="h1" info={<InfoLink topic="users" about={t('nav.users')} />}>
          {t('nav.users')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {administers && <Members />}
        {administers && <RolesTable />}
        <CredentialsPart />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Members() {
  const { t } = useI18n();
  const { data: link } = useSuspenseQuery(linkQuery);
  const [selected, setSelected] = useState<Member[]>([]);
  const [giving, setGiving] = useState(false);
  return (
    <>
      <Table
        variant="container"
        items={link.members}
        trackBy="id"
        selectionType={link.linked ? 'multi' : undefined}
        selectedItems={selected}
        onSelectionChange={e => setSelected(e.detail.selectedItems)}
        header={
          <Header
            variant="h2"
            counter={`(${link.members.length})`}
            description={
              link.linked ? (
                t('users.text')
              ) : (
                <>
                  {t('users.notLinked')} <FollowLink href="/account/link">{t('nav.accountLink')}</FollowLink>
                </>
              )
            }
            actions={
              link.linked && (
                <Button
                  disabled={selected.length === 0}
                  disabledReason={t('reason.some')}
                  onClick={() => setGiving(true)}
                >
                  {t('users.give')}
                </Button>
              )
            }
          >
            {t('users.title')}
          </Header>
        }
        ariaLabels={{
          tableLabel: t('users.title'),
          selectionGroupLabel: t('users.title'),
          allItemsSelectionLabel: () => t('table.selectAll'),
          itemSelectionLabel: (_, one) => t('table.select', { name: one.name }),
        }}
        columnDefinitions={[
          { id: 'name', header: t('contact.name'), cell: one => one.name, isRowHeader: true, width: 180 },
          { id: 'email', header: t('session.email'), cell: one => one.email, width: 260 },
          {
            id: 'group',
            header: t('link.group'),
            cell: one => t(`role.${one.group}` as MessageKey),
            width: 180,
          },
          {
            id: 'role',
            header: t('link.role'),
            cell: one => <GivenRole link={link} role={one.role} />,
            width: 400,
          },
          {
            id: 'by',
            header: t('users.from'),
            cell: one => (one.role ? t(one.byGroup ? 'users.byGroup' : 'users.own') : t('common.empty')),
          },
        ]}
      />
      {giving && (
        <UsersModal
          link={link}
          users={selected}
          onClose={() => {
            setGiving(false);
            setSelected([]);
          }}
        />
      )}
    </>
  );
}

interface Props {
  link: AccountLink;
  users: Member[];
  onClose: () => void;
}

function UsersModal({ link, users, onClose }: Props) {
  const { t, list } = useI18n();
  const [role, setRole] = useState('');
  return (
    <FormModal
      title={t('users.give')}
      action={t('action.save')}
      done={t('users.given', { count: users.length })}
      fields={['role']}
      list="account-link"
      save={() =>
        mapUsers(
          users.map(one => one.id),
          role,
        )
      }
      onClose={onClose}
    >
      {refused => (
        <RoleSelect
          link={link}
          value={role}
          none={t('users.asGroup')}
          help={t('users.give.text', { names: list(users.map(one => one.name)) })}
          error={refused('role')}
          onChange={setRole}
        />
      )}
    </FormModal>
  );
}
