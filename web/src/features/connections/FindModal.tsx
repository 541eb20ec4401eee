import Alert from '@cloudscape-design/components/alert';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Textarea from '@cloudscape-design/components/textarea';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { refusalsOf } from '../../components/form/FormModal';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { connect, connectionsQuery, partnersQuery, type Listing } from './api';

/** Finds a partner with a public profile, and asks it to connect. */
export function FindModal({ onClose }: { onClose: () => void }) {
  const i18n = useI18n();
  const { t } = i18n;
  const flash = useFlash();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<Listing>();
  const [message, setMessage] = useState('');
  const found = useQuery({ ...partnersQuery(name), placeholderData: keepPreviousData });
  const ask = useMutation({
    mutationFn: (to: Listing) => connect(to.profile, message),
    onSuccess: async (data, to) => {
      queries.setQueryData(connectionsQuery.queryKey, data);
      flash.success(t('connections.asked', { name: to.name }));
      onClose();
    },
  });
  const { refused, rest } = refusalsOf(ask.error, at => at === 'Message', i18n);
  return (
    <Question
      title={t('connections.find')}
      action={t('connections.ask')}
      disabled={!chosen}
      busy={ask.isPending}
      onAction={() => chosen && ask.mutate(chosen)}
      onClose={onClose}
      size="large"
    >
      <SpaceBetween size="m">
        <span>{t('connections.find.text')}</span>
        {rest.length > 0 && <Alert type="error">{rest.join(' ')}</Alert>}
        <FormField label={t('partners.name')}>
          <Input type="search" value={name} onChange={e => setName(e.detail.value)} />
        </FormField>
        <Table
          variant="embedded"
          wrapLines
          items={found.data?.items ?? []}
          trackBy="profile"
          selectionType="single"
          selectedItems={chosen ? [chosen] : []}
          onSelectionChange={e => setChosen(e.detail.selectedItems[0])}
          loading={found.isPending}
          loadingText={t('common.loading')}
          empty={t('connections.nobody')}
          ariaLabels={{
            tableLabel: t('connections.found'),
            selectionGroupLabel: t('connections.found'),
            itemSelectionLabel: (_, item) => t('table.select', { name: item.name }),
          }}
          columnDefinitions={[
            { id: 'name', header: t('partners.name'), cell: one => one.name, isRowHeader: true },
            { id: 'about', header: t('profile.description'), cell: one => one.description },
            { id: 'website', header: t('lead.website'), cell: one => one.website },
          ]}
        />
        <FormField label={t('invitations.message')} errorText={refused('Message')} stretch>
          <Textarea value={message} onChange={e => setMessage(e.detail.value)} rows={3} />
        </FormField>
      </SpaceBetween>
    </Question>
  );
}
