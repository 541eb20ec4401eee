import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useI18n } from '../../../i18n';
import type { CrmObject, ParkedEdit } from '../types';
import { crmText, fieldOf } from '../values';

/** Edits that were made while AWS was reviewing. */
export function Parked({ object, parked }: { object: CrmObject; parked: ParkedEdit[] }) {
  const i18n = useI18n();
  const { t, time, pick } = i18n;
  return (
    <Table
      variant="container"
      items={parked}
      trackBy={edit => edit.path}
      wrapLines
      header={
        <Header variant="h2" description={t('parked.text')}>
          {t('parked.title')}
        </Header>
      }
      ariaLabels={{ tableLabel: t('parked.title') }}
      empty={t('parked.none')}
      columnDefinitions={[
        {
          id: 'field',
          header: t('violation.field'),
          cell: edit => pick(edit.label, edit.labelJa),
          isRowHeader: true,
        },
        {
          id: 'value',
          header: t('parked.value'),
          cell: edit => crmText(fieldOf(object, edit.field), edit.value, i18n) || t('history.nothing'),
        },
        { id: 'since', header: t('parked.since'), cell: edit => time(edit.since) },
      ]}
    />
  );
}
