import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { FollowLink } from '../../../components/FollowLink';
import { useI18n } from '../../../i18n';
import { objectText } from '../objects';
import { recordHref } from '../places';
import type { Deal } from '../types';

/** The records that belong with this one. */
export function Related({ record }: { record: Deal }) {
  const i18n = useI18n();
  const { t } = i18n;
  const relatives = [...Object.values(record.references), ...record.related].flatMap(
    ({ object, id, name }) => (object ? [{ object, id, name }] : []),
  );
  const once = relatives.filter(
    (one, i) => relatives.findIndex(other => other.object === one.object && other.id === one.id) === i,
  );
  return (
    <Table
      variant="container"
      items={once}
      trackBy={one => `${one.object} ${one.id}`}
      header={<Header variant="h2">{t('record.related')}</Header>}
      ariaLabels={{ tableLabel: t('record.related') }}
      empty={t('record.related.none')}
      wrapLines
      columnDefinitions={[
        {
          id: 'name',
          header: t('log.record'),
          isRowHeader: true,
          cell: one => <FollowLink href={recordHref(one.object, one.id)}>{one.name || one.id}</FollowLink>,
        },
        { id: 'object', header: t('record.object'), cell: one => objectText(one.object, i18n) },
      ]}
    />
  );
}
