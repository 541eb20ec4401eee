import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useI18n, type I18n } from '../../i18n';
import type { Run, RunStep, Scenario } from './api';

/** Who plays a scenario without anybody having started it. */
export const alwaysOn = 'settings';

/** Whether a scenario takes records. */
export function ScenarioState({ scenario }: { scenario: Scenario }) {
  const { t } = useI18n();
  if (scenario.fault) return <StatusIndicator type="error">{t('scenarios.state.fault')}</StatusIndicator>;
  if (!scenario.started) return <StatusIndicator type="stopped">{t('scenarios.state.off')}</StatusIndicator>;
  return <StatusIndicator type="success">{t('scenarios.state.on')}</StatusIndicator>;
}

export const stepIndicators: Record<RunStep['state'], StatusIndicatorProps.Type> = {
  planned: 'stopped',
  waiting: 'pending',
  done: 'success',
  refused: 'error',
  dropped: 'stopped',
};

/** How a run stands: the first of these that one of its steps is in; without any, it is through. */
const order = ['refused', 'waiting', 'planned', 'dropped'] as const;

export const stateOf = (run: Run): RunStep['state'] =>
  order.find(state => run.steps.some(step => step.state === state)) ?? 'done';

/** The words of a script are English; those that we know are told in the reader's language. */
const known = (kind: 'actor' | 'do' | 'when', word: string, { t, has }: I18n) => {
  const key = `scenarios.${kind}.${word}`;
  return has(key) ? t(key) : word;
};

export const actorText = (actor: string, i18n: I18n) => known('actor', actor, i18n);
export const actionText = (action: string, i18n: I18n) => known('do', action, i18n);
export const sceneText = (scene: string, i18n: I18n) => known('when', scene, i18n);
