import Table from '@cloudscape-design/components/table';
import { FollowLink } from '../../components/FollowLink';
import { useI18n } from '../../i18n';
import { listHref, type Figure } from './api';
import { groupName, seriesName, seriesOf, titleOf } from './names';

interface Props {
  chart: string;
  figures: Figure[];
  money?: string;
}

/** The figures of a chart as a table: groups as rows, series as columns, each cell with the list behind it. */
export function FigureTable({ chart, figures, money }: Props) {
  const i18n = useI18n();
  const { t, number } = i18n;
  const groups = [...new Set(figures.map(figure => figure.at))];
  const series = seriesOf(
    chart,
    figures.map(figure => figure.series ?? ''),
  );
  const title = titleOf(chart, i18n);
  const text = (figure: Figure) =>
    money ? i18n.money(figure.amount, figure.currency) : number(figure.count);

  const cell = (of: string, at: string) => {
    const figure = figures.find(one => (one.series ?? '') === of && one.at === at);
    if (!figure || figure.count === 0) return number(0);
    const name = [groupName(chart, at, i18n), series.length > 1 ? seriesName(chart, of, i18n) : ''];
    return (
      <FollowLink
        href={listHref(figure)}
        ariaLabel={t('dashboard.open', { value: text(figure), what: i18n.list(name.filter(Boolean)) })}
      >
        {text(figure)}
      </FollowLink>
    );
  };
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      items={groups.map(at => ({ at }))}
      trackBy="at"
      ariaLabels={{ tableLabel: title }}
      columnDefinitions={[
        {
          id: 'at',
          header: t('dashboard.group'),
          cell: ({ at }) => groupName(chart, at, i18n),
          isRowHeader: true,
        },
        ...series.map(of => ({
          id: `of ${of}`,
          header: series.length > 1 ? seriesName(chart, of, i18n) : t('dashboard.count'),
          cell: ({ at }: { at: string }) => cell(of, at),
        })),
      ]}
    />
  );
}
