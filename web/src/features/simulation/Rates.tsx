import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { useI18n } from '../../i18n';
import { quotasQuery, restoreRate, type QuotaRate } from './api';
import { RateModal } from './RateModal';

const pageSize = 10;

/** The rate of each operation beside the one that AWS publishes. */
export function Rates({ rates }: { rates: QuotaRate[] }) {
  const { t, number } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const [page, setPage] = useState(1);
  const [setting, setSetting] = useState<QuotaRate>();
  const restore = useMutation({
    mutationFn: restoreRate,
    onSuccess: (next, operation) => {
      queries.setQueryData(quotasQuery.queryKey, next);
      flash.success(t('simulation.quotas.restored', { operation }));
    },
    onError: flash.failure,
  });
  const found = rates.filter(one => one.operation.toLowerCase().includes(text.trim().toLowerCase()));
  const daily = (n: number) => (n === 0 ? t('simulation.quotas.unlimited') : number(n));
  const pages = Math.max(1, Math.ceil(found.length / pageSize));

  return (
    <>
      <Table
        header={
          <Header variant="h3" counter={`(${number(found.length)})`}>
            {t('simulation.quotas.inForce')}
          </Header>
        }
        filter={
          <TextFilter
            filteringText={text}
            filteringPlaceholder={t('simulation.quotas.filter')}
            filteringAriaLabel={t('simulation.quotas.filter')}
            filteringClearAriaLabel={t('action.clearFilters')}
            onChange={e => {
              setText(e.detail.filteringText);
              setPage(1);
            }}
          />
        }
        pagination={
          <Pagination
            currentPageIndex={Math.min(page, pages)}
            pagesCount={pages}
            onChange={e => setPage(e.detail.currentPageIndex)}
          />
        }
        items={found.slice((Math.min(page, pages) - 1) * pageSize, Math.min(page, pages) * pageSize)}
        empty={t('simulation.quotas.noMatch')}
        trackBy="operation"
        wrapLines
        enableKeyboardNavigation
        ariaLabels={{ tableLabel: t('simulation.quotas.inForce') }}
        columnDefinitions={[
          {
            id: 'operation',
            header: t('simulation.quotas.operation'),
            cell: one => one.operation,
            isRowHeader: true,
            minWidth: 260,
          },
          {
            id: 'second',
            header: t('simulation.quotas.second'),
            cell: one => number(one.perSecond),
            minWidth: 110,
          },
          { id: 'day', header: t('simulation.quotas.day'), cell: one => daily(one.perDay), minWidth: 130 },
          {
            id: 'published',
            header: t('simulation.quotas.published'),
            cell: one => `${number(one.publishedPerSecond)} / ${daily(one.publishedPerDay)}`,
            minWidth: 160,
          },
          {
            id: 'own',
            header: t('simulation.quotas.own'),
            cell: one => (
              <SpaceBetween direction="horizontal" size="xs">
                <Button
                  variant="inline-link"
                  ariaLabel={`${t('simulation.quotas.change')} ${one.operation}`}
                  onClick={() => setSetting(one)}
                >
                  {t('simulation.quotas.change')}
                </Button>
                {one.own && (
                  <Button
                    variant="inline-link"
                    ariaLabel={`${t('simulation.quotas.restore')} ${one.operation}`}
                    onClick={() => restore.mutate(one.operation)}
                  >
                    {t('simulation.quotas.restore')}
                  </Button>
                )}
              </SpaceBetween>
            ),
            minWidth: 170,
          },
        ]}
      />
      {setting && <RateModal rate={setting} onClose={() => setSetting(undefined)} />}
    </>
  );
}
