import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { flag } from '../../../api/views';
import { useFlash } from '../../../app/flash';
import { useI18n } from '../../../i18n';
import type { LeadRecord } from '../api';

export type LeadDialog = 'accept' | 'reject' | 'status' | 'transfer' | 'convert';

/** What may be done with a lead now; the rest says why not. */
export function LeadActions({ record, onAsk }: { record: LeadRecord; onAsk: (dialog: LeadDialog) => void }) {
  const { t } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const router = useRouter();
  const { id, may, flagged, stage, status } = record;
  const pending = stage === 'PENDING';

  const mark = async () => {
    try {
      await flag('leads', [id], !flagged);
      await queries.invalidateQueries({ queryKey: ['leads'] });
    } catch (problem) {
      flash.failure(problem);
    }
  };
  const items = [
    { id: 'flag', text: t(flagged ? 'flag.unflag' : 'flag.flag') },
    {
      id: 'transfer',
      text: t(record.owner ? 'leads.transfer' : 'leads.assign'),
      disabled: !may.transfer,
      disabledReason: t('leads.done'),
    },
    ...(pending
      ? []
      : [
          {
            id: 'status',
            text: t('leads.changeStatus'),
            disabled: !may.update,
            disabledReason: t('leads.done'),
          },
        ]),
  ];
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <ButtonDropdown
        items={items}
        onItemClick={e => (e.detail.id === 'flag' ? void mark() : onAsk(e.detail.id as LeadDialog))}
      >
        {t('common.actions')}
      </ButtonDropdown>
      {pending && may.answer && <Button onClick={() => onAsk('reject')}>{t('invitations.reject')}</Button>}
      {pending && may.answer && (
        <Button variant="primary" onClick={() => onAsk('accept')}>
          {t('invitations.accept')}
        </Button>
      )}
      {!pending && (
        <Button
          disabled={!may.update}
          disabledReason={t('leads.done')}
          onClick={() => void router.navigate({ to: '/leads/$id/edit', params: { id } })}
        >
          {t('action.edit')}
        </Button>
      )}
      {!pending && !record.opportunity && (
        <Button
          variant="primary"
          disabled={!may.convert}
          disabledReason={t(status === 'Disqualified' ? 'lead.convert.not' : 'leads.convert.unmet')}
          onClick={() =>
            status === 'Qualified'
              ? void router.navigate({ to: '/opportunities/create', search: { lead: id } })
              : onAsk('convert')
          }
        >
          {t('lead.convert')}
        </Button>
      )}
    </SpaceBetween>
  );
}
