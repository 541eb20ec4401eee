import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { deskFactsQuery, take, type DeskRecord } from '../../api/central';
import { useFlash } from '../../app/flash';
import { fieldAt } from '../../components/form/document';
import { useI18n } from '../../i18n';
import { Due } from './Due';

interface Props {
  record: DeskRecord;
  onAsk?: (question: string) => void;
}

/** What the rules and hints find in a submission, who reviews it, and until when. */
export function Points({ record, onAsk }: Props) {
  const { t, label, pick } = useI18n();
  const { points } = record;
  const place = (path: string) => {
    if (path.startsWith('Customer.Contacts')) return t('wizard.group.customerContact');
    if (path.startsWith('RelatedEntityIdentifiers')) return t('opportunities.tab.associations');
    const id = fieldAt(path);
    return label(id ?? 'expected_monthly_aws_revenue');
  };
  return (
    <Table
      variant="container"
      items={points}
      trackBy={point => point.id + point.path}
      wrapLines
      header={
        <Header
          variant="h2"
          counter={`(${points.length})`}
          description={points.length > 0 ? t('desk.points.text') : t('desk.points.none')}
          actions={<Holder record={record} />}
        >
          {t('desk.points')}
        </Header>
      }
      ariaLabels={{ tableLabel: t('desk.points') }}
      empty={t('desk.points.none')}
      columnDefinitions={[
        {
          id: 'field',
          header: t('profiles.field'),
          cell: one => place(one.path),
          isRowHeader: true,
          width: 240,
        },
        {
          id: 'why',
          header: t('desk.hint'),
          cell: one => (
            <SpaceBetween direction="horizontal" size="xs">
              <span>{pick(one.why, one.whyJa)}</span>
              {one.rule && <Badge color="red">{t('desk.rule')}</Badge>}
            </SpaceBetween>
          ),
        },
        ...(onAsk
          ? [
              {
                id: 'ask',
                header: t('desk.askAbout'),
                cell: (one: DeskRecord['points'][number]) => (
                  <Button variant="inline-link" onClick={() => onAsk(one.question)}>
                    {t('desk.askAbout')}
                  </Button>
                ),
                width: 160,
              },
            ]
          : []),
      ]}
    />
  );
}

/** Who reviews it, to be given to somebody else. */
function Holder({ record }: { record: DeskRecord }) {
  const { t } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const people = useQuery(deskFactsQuery).data?.reviewers ?? [];
  const options = [
    { value: '', label: t('desk.nobody') },
    ...people.map(one => ({ value: one.id, label: one.name })),
  ];
  const give = useMutation({
    mutationFn: (id: string) => take(record.id, id || undefined),
    onSuccess: (_, id) => {
      const name = people.find(one => one.id === id)?.name;
      flash.success(name ? t('desk.given', { id: record.id, name }) : t('desk.released', { id: record.id }));
    },
    onError: flash.failure,
    onSettled: () => queries.invalidateQueries({ queryKey: ['desk'] }),
  });
  return (
    <SpaceBetween direction="horizontal" size="s" alignItems="center">
      <span>
        {t('desk.due')}: {record.due && <Due due={record.due} />}
      </span>
      <Select
        inlineLabelText={t('desk.reviewer')}
        options={options}
        selectedOption={options.find(one => one.value === (record.reviewer?.id ?? '')) ?? null}
        onChange={e => give.mutate(e.detail.selectedOption.value ?? '')}
        disabled={give.isPending}
        expandToViewport
      />
    </SpaceBetween>
  );
}
