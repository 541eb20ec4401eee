import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FormModal } from '../../components/form/FormModal';
import { Nothing } from '../../components/list/ServerTable';
import { useI18n } from '../../i18n';
import { dropRole, rolesQuery, type AccountRole } from './api';
import { RoleModal } from './RoleModal';

/** The IAM roles of the account. */
export function RolesTable() {
  const { t, time, list } = useI18n();
  const { data } = useSuspenseQuery(rolesQuery);
  const [creating, setCreating] = useState(false);
  const [editing, setEditing] = useState<AccountRole>();
  const [deleting, setDeleting] = useState<string>();
  return (
    <>
      <Table
        variant="container"
        wrapLines
        items={data.items}
        trackBy="name"
        header={
          <Header
            variant="h2"
            counter={`(${data.items.length})`}
            description={t('roles.text')}
            actions={<Button onClick={() => setCreating(true)}>{t('roles.create')}</Button>}
          >
            {t('roles.title')}
          </Header>
        }
        ariaLabels={{ tableLabel: t('roles.title') }}
        empty={<Nothing title={t('roles.none')} text={t('roles.noneText')} />}
        columnDefinitions={[
          { id: 'name', header: t('roles.name'), cell: one => one.name, isRowHeader: true, width: 290 },
          {
            id: 'policies',
            header: t('roles.policies'),
            cell: one =>
              list([...one.managed, ...(one.document ? [t('roles.ownPolicy')] : [])]) || t('common.empty'),
            width: 385,
          },
          {
            id: 'session',
            header: t('roles.session'),
            cell: one => t('roles.hours', { hours: one.sessionSeconds / 3600 }),
            width: 115,
          },
          { id: 'created', header: t('roles.created'), cell: one => time(one.created), width: 150 },
          {
            id: 'actions',
            header: t('common.actions'),
            cell: one => (
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  variant="inline-link"
                  ariaLabel={`${t('action.edit')} ${one.name}`}
                  onClick={() => setEditing(one)}
                >
                  {t('action.edit')}
                </Button>
                <Button
                  variant="inline-link"
                  ariaLabel={`${t('roles.delete')} ${one.name}`}
                  onClick={() => setDeleting(one.name)}
                >
                  {t('roles.delete')}
                </Button>
              </SpaceBetween>
            ),
            minWidth: 140,
          },
        ]}
      />
      {(creating || editing) && (
        <RoleModal
          of={editing}
          policies={data.policies}
          account={data.account}
          onClose={() => {
            setCreating(false);
            setEditing(undefined);
          }}
        />
      )}
      {deleting && (
        <FormModal
          title={t('roles.delete')}
          action={t('roles.delete')}
          done={t('roles.deleted', { name: deleting })}
          fields={[]}
          list="iam-roles"
          save={() => dropRole(deleting)}
          onClose={() => setDeleting(undefined)}
        >
          {() => <span>{t('roles.delete.text', { name: deleting })}</span>}
        </FormModal>
      )}
    </>
  );
}
