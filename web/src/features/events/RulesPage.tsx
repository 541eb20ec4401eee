import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { FollowLink } from '../../components/FollowLink';
import { useI18n } from '../../i18n';
import { deleteRule, listRules, switchRule, type Rule } from './api';
import { DeleteModal } from './form';
import { NamedList } from './NamedList';

const route = getRouteApi('/shell/bus/events/rules');

/** The rules of the event bus: which events go where. */
export function RulesPage() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { history } = useRouter();
  const flash = useFlash();
  const queries = useQueryClient();
  const [deleting, setDeleting] = useState<string>();
  const turn = useMutation({
    mutationFn: (rule: Rule) => switchRule(rule.name ?? '', !rule.enabled),
    onSuccess: rule =>
      flash.success(
        t(rule.enabled ? 'events.rule.isEnabled' : 'events.rule.isDisabled', { name: rule.name ?? '' }),
      ),
    onError: flash.failure,
    onSettled: () => queries.invalidateQueries({ queryKey: ['event-rules'] }),
  });
  return (
    <>
      <NamedList
        list="event-rules"
        title={t('events.rules')}
        columns={[
          {
            id: 'name',
            header: t('events.name'),
            cell: r => <FollowLink href={`/events/rule/${r.name}`}>{r.name}</FollowLink>,
            sort: 'name',
            width: 240,
            isRowHeader: true,
          },
          {
            id: 'state',
            header: t('events.state'),
            cell: r => (
              <StatusIndicator type={r.enabled ? 'success' : 'stopped'}>
                {t(r.enabled ? 'events.enabled' : 'events.disabled')}
              </StatusIndicator>
            ),
            width: 140,
          },
          {
            id: 'description',
            header: t('events.description'),
            cell: r => r.description || t('common.empty'),
            width: 300,
          },
          { id: 'pattern', header: t('events.pattern'), cell: r => r.pattern, width: 480 },
        ]}
        search={search}
        onSearch={next => void navigate({ search: next })}
        load={listRules}
        none={{ title: t('events.rules.none'), text: t('events.rules.noneText') }}
        create={{ text: t('events.rule.create'), onClick: () => history.push('/events/new-rule') }}
        actions={rule => [
          <Button
            key="delete"
            disabled={!rule}
            disabledReason={t('reason.one')}
            onClick={() => setDeleting(rule?.name)}
          >
            {t('events.delete')}
          </Button>,
          <Button
            key="turn"
            disabled={!rule}
            disabledReason={t('reason.one')}
            loading={turn.isPending}
            onClick={() => rule && turn.mutate(rule)}
          >
            {t(rule?.enabled === false ? 'events.enable' : 'events.disable')}
          </Button>,
          <Button
            key="edit"
            disabled={!rule}
            disabledReason={t('reason.one')}
            onClick={() => rule && history.push(`/events/rule/${rule.name}`)}
          >
            {t('action.edit')}
          </Button>,
        ]}
      />
      {deleting && (
        <DeleteModal
          name={deleting}
          text={t('events.rule.deleteText')}
          list="event-rules"
          remove={() => deleteRule(deleting)}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </>
  );
}
