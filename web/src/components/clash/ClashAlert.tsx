import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useI18n } from '../../i18n';
import type { Clash } from './edits';

interface Props {
  clashes: Clash[];
  /** Fields that only the other one changed. */
  others: string[];
  label: (name: string) => string;
  shown: (name: string, value: unknown) => string;
  /** Goes on from the other one's record, with the fields named in `take` as it has them. */
  onSettle: (take: ReadonlySet<string>) => void;
}

/** Somebody else saved first: shows both, and lets choose field by field what stands. */
export function ClashAlert({ clashes, others, label, shown, onSettle }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set());
  const choose = (name: string, side: string) => {
    const next = new Set(theirs);
    if (side === 'theirs') next.add(name);
    else next.delete(name);
    setTheirs(next);
  };
  return (
    <Alert
      type="warning"
      header={t('error.conflict.title')}
      action={
        <Button formAction="none" onClick={() => onSettle(theirs)}>
          {t('clash.take')}
        </Button>
      }
    >
      <SpaceBetween size="s">
        <div>{clashes.length > 0 ? t('clash.text') : t('clash.none')}</div>
        {others.length > 0 && <div>{t('clash.others', { fields: i18n.list(others.map(label)) })}</div>}
        {clashes.length > 0 && (
          <Table<Clash>
            variant="embedded"
            wrapLines
            items={clashes}
            trackBy={clash => clash.name}
            ariaLabels={{ tableLabel: t('error.conflict.title') }}
            columnDefinitions={[
              {
                id: 'field',
                header: t('violation.field'),
                cell: clash => label(clash.name),
                isRowHeader: true,
              },
              { id: 'mine', header: t('clash.mine'), cell: clash => shown(clash.name, clash.mine) },
              { id: 'theirs', header: t('clash.theirs'), cell: clash => shown(clash.name, clash.theirs) },
              {
                id: 'choice',
                header: t('clash.choice'),
                cell: clash => (
                  <SegmentedControl
                    label={`${t('clash.choice')} - ${label(clash.name)}`}
                    selectedId={theirs.has(clash.name) ? 'theirs' : 'mine'}
                    onChange={e => choose(clash.name, e.detail.selectedId)}
                    options={[
                      { id: 'mine', text: t('clash.mine') },
                      { id: 'theirs', text: t('clash.theirs') },
                    ]}
                  />
                ),
              },
            ]}
          />
        )}
        <Box color="text-body-secondary">{t('clash.next')}</Box>
      </SpaceBetween>
    </Alert>
  );
}
