import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import PieChart from '@cloudscape-design/components/pie-chart';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { FollowLink } from '../../components/FollowLink';
import { useI18n } from '../../i18n';
import type { MessageKey } from '../../i18n/en';
import { listHref, type Figure } from './api';
import { FigureTable } from './FigureTable';
import { colourOf, groupName, seriesName, seriesOf, titleOf } from './names';

interface Props {
  chart: string;
  figures: Figure[];
  /** All groups, where figures are missing for some of them. */
  groups?: string[];
  kind?: 'bars' | 'rows' | 'pie';
  /** The amount is drawn rather than the number of records. */
  money?: string;
  height?: number;
  actions?: ReactNode;
}

/** A chart of figures. Each bar and each segment leads to its list, and so does each cell of the table below. */
export function FigureChart({
  chart,
  figures,
  kind = 'bars',
  money,
  height = 240,
  actions,
  ...given
}: Props) {
  const i18n = useI18n();
  const { t, number, short } = i18n;
  const worth = (figure: Figure) => (money ? Number(figure.amount ?? 0) : figure.count);
  const text = (figure: Figure) =>
    money ? i18n.money(figure.amount, figure.currency) : number(figure.count);
  const groups = given.groups ?? [...new Set(figures.map(figure => figure.at))];
  const names = new Map(groups.map(at => [groupName(chart, at, i18n), at]));
  const series = seriesOf(
    chart,
    figures.map(figure => figure.series ?? ''),
  );
  const title = titleOf(chart, i18n);
  const empty = !figures.some(figure => figure.count > 0);
  const find = (of: string, at: string | undefined) =>
    figures.find(figure => (figure.series ?? '') === of && figure.at === at);
  const nothing = (
    <Box textAlign="center" color="inherit">
      {t('dashboard.nothing')}
    </Box>
  );
  const measure = money ? t('dashboard.money', { currency: money }) : t('dashboard.count');
  /** Words of a popover: the name leads to the list. */
  const leading = (name: string, figure: Figure | undefined) => ({
    key: figure && figure.count > 0 ? <FollowLink href={listHref(figure)}>{name}</FollowLink> : name,
    value: figure ? text(figure) : '',
  });

  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" description={t(`dashboard.${chart}.text` as MessageKey)} actions={actions}>
          {title}
        </Header>
      }
    >
      <SpaceBetween size="s">
        {kind === 'pie' ? (
          <PieChart
            data={figures.map(figure => ({
              title: groupName(chart, figure.at, i18n),
              value: figure.count,
              figure,
            }))}
            ariaLabel={title}
            ariaDescription={t(`dashboard.${chart}.text` as MessageKey)}
            hideFilter
            hideTitles
            hideDescriptions
            size="medium"
            detailPopoverContent={({ title: name, figure }) => [
              leading(name, figure),
              { key: t('dashboard.count'), value: text(figure) },
            ]}
            empty={nothing}
            i18nStrings={{
              chartAriaRoleDescription: t('dashboard.pie'),
              legendAriaLabel: t('dashboard.legend'),
            }}
          />
        ) : (
          <BarChart
            series={
              empty
                ? []
                : series.map(of => ({
                    type: 'bar' as const,
                    color: colourOf(chart, of),
                    title: series.length > 1 ? seriesName(chart, of, i18n) : measure,
                    data: groups.map(at => {
                      const figure = find(of, at);
                      return { x: groupName(chart, at, i18n), y: figure ? worth(figure) : 0 };
                    }),
                    valueFormatter: short,
                  }))
            }
            xDomain={[...names.keys()]}
            xScaleType="categorical"
            yTickFormatter={value => (Number.isInteger(value) ? short(value) : '')}
            xTitle={kind === 'rows' ? '' : undefined}
            yTitle={measure}
            stackedBars={series.length > 1 && chart !== 'closed'}
            horizontalBars={kind === 'rows'}
            hideFilter
            hideLegend={series.length < 2}
            height={height}
            ariaLabel={title}
            ariaDescription={t(`dashboard.${chart}.text` as MessageKey)}
            detailPopoverSeriesContent={({ series: one, x }) => {
              const of = series.find(name => seriesName(chart, name, i18n) === one.title) ?? series[0] ?? '';
              return leading(one.title, find(of, names.get(String(x))));
            }}
            empty={nothing}
            i18nStrings={{
              chartAriaRoleDescription: t('dashboard.bars'),
              legendAriaLabel: t('dashboard.legend'),
              xAxisAriaRoleDescription: t('dashboard.axis'),
              yAxisAriaRoleDescription: t('dashboard.axis'),
            }}
          />
        )}
        {!empty && (
          <ExpandableSection
            headerText={t('dashboard.table')}
            headerAriaLabel={`${t('dashboard.table')}: ${title}`}
            headingTagOverride="h3"
          >
            <FigureTable chart={chart} figures={figures} money={money} />
          </ExpandableSection>
        )}
      </SpaceBetween>
    </Container>
  );
}
