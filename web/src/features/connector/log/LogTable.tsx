import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useFollow } from '../../../components/follow';
import { useI18n } from '../../../i18n';
import { logListHref } from '../places';
import type { Deal } from '../types';
import { logColumns } from './columns';

/** The latest syncs of one record. Who may see the whole log gets there from here. */
export function LogTable({ deal, whole }: { deal: Deal; whole: boolean }) {
  const i18n = useI18n();
  const { t } = i18n;
  const follow = useFollow();
  const columns = logColumns(i18n, whole).filter(
    column => !['record', 'opportunity', 'duration'].includes(column.id),
  );
  return (
    <Table
      variant="container"
      wrapLines
      items={deal.log}
      trackBy={row => row.id}
      header={
        <Header
          variant="h2"
          actions={
            whole && (
              <Button
                href={logListHref([{ property: 'record', operator: '=', value: deal.id }])}
                onFollow={follow}
              >
                {t('log.all')}
              </Button>
            )
          }
        >
          {t('nav.log')}
        </Header>
      }
      ariaLabels={{ tableLabel: t('nav.log') }}
      empty={t('log.noneHere')}
      columnDefinitions={columns.map(({ id, header, cell, width, isRowHeader }) => ({
        id,
        header,
        cell,
        width: id === 'message' ? undefined : width,
        isRowHeader,
      }))}
    />
  );
}
