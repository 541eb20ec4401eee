import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useI18n } from '../../i18n';
import type { Run } from './api';

const types: { [state in Run['state']]: StatusIndicatorProps.Type } = {
  uploading: 'in-progress',
  reading: 'in-progress',
  ready: 'pending',
  running: 'in-progress',
  finished: 'success',
  refused: 'error',
};

/** Where a run stands; one that has ended with rows left over is no plain success. */
export function RunState({ run }: { run: Run }) {
  const { t } = useI18n();
  const type = run.state === 'finished' && run.bad + run.failed > 0 ? 'warning' : types[run.state];
  return <StatusIndicator type={type}>{t(`bulk.state.${run.state}`)}</StatusIndicator>;
}
