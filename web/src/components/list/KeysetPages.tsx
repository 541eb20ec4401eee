import Pagination from '@cloudscape-design/components/pagination';
import { useI18n } from '../../i18n';

/**
 * Cursors of the pages that were visited, by page number, for each list in its present order. A cursor is only
 * known once the page before it was seen; a page that is not known leads to the nearest known one below it.
 */
const visited = new Map<string, Map<number, string>>();

interface Props {
  list: string;
  page: number;
  cursor?: string;
  next?: string;
  previous?: string;
  onChange: (page: number, cursor: string | undefined) => void;
}

export function KeysetPages({ list, page, cursor, next, previous, onChange }: Props) {
  const { t } = useI18n();
  const known = visited.get(list) ?? new Map<number, string>();
  visited.set(list, known);
  if (cursor) known.set(page, cursor);
  if (next) known.set(page + 1, next);

  const go = (wanted: number) => {
    if (wanted <= 1) return onChange(1, undefined);
    if (wanted === page - 1 && previous) return onChange(wanted, previous);
    let nearest = wanted;
    while (nearest > 1 && !known.has(nearest)) nearest--;
    onChange(nearest, known.get(nearest));
  };

  return (
    <Pagination
      currentPageIndex={page}
      pagesCount={next ? page + 1 : page}
      openEnd={next !== undefined}
      onChange={e => go(e.detail.currentPageIndex)}
      ariaLabels={{
        nextPageLabel: t('table.pageNext'),
        previousPageLabel: t('table.pagePrevious'),
        pageLabel: number => t('table.page', { page: number }),
      }}
    />
  );
}
