import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useI18n } from '../../../i18n';
import { useNamed } from '../choices';
import type { CrmObject } from '../types';
import { crmText, fieldOf, labelOf } from '../values';
import type { Clash } from './edits';
import { clashesOf, type RecordForm } from './useRecordForm';

/** Somebody else saved first: shows both, and lets choose field by field what stands. */
export function ClashAlert({ object: described, form }: { object: CrmObject; form: RecordForm }) {
  const object = useNamed(described);
  const i18n = useI18n();
  const { t } = i18n;
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set());
  if (!form.theirs) return null;
  const { clashes, others } = clashesOf(form);
  const label = (name: string) => {
    const field = fieldOf(object, name);
    return field ? labelOf(field, i18n) : name;
  };
  const shown = (name: string, value: unknown) =>
    crmText(fieldOf(object, name), value, i18n, form.theirs?.fields) || t('history.nothing');
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
      action={<Button onClick={() => form.settle(theirs)}>{t('clash.take')}</Button>}
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
