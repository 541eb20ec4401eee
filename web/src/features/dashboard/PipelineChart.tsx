import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useState } from 'react';
import { useI18n } from '../../i18n';
import { figuresOf, type Dashboard } from './api';
import { FigureChart } from './FigureChart';

/** The pipeline by stage and month: the number of opportunities, or the revenue of one currency. */
export function PipelineChart({ board }: { board: Dashboard }) {
  const { t } = useI18n();
  const [measure, setMeasure] = useState('count');
  const counts = figuresOf(board, 'stages');
  const months = [...new Set(counts.map(figure => figure.at))];
  const known = measure === 'count' || board.currencies.includes(measure) ? measure : 'count';
  const amounts = figuresOf(board, 'money').filter(figure => figure.currency === known);
  // Months without money stand there too, so that the measure can be changed without the months moving.
  const filled = months.flatMap(at => amounts.filter(figure => figure.at === at));
  return (
    <FigureChart
      chart={known === 'count' ? 'stages' : 'money'}
      figures={known === 'count' ? counts : filled}
      groups={months}
      money={known === 'count' ? undefined : known}
      height={280}
      actions={
        <SegmentedControl
          label={t('dashboard.measure')}
          selectedId={known}
          onChange={e => setMeasure(e.detail.selectedId)}
          options={[
            { id: 'count', text: t('dashboard.count') },
            ...board.currencies.map(currency => ({ id: currency, text: currency })),
          ]}
        />
      }
    />
  );
}
