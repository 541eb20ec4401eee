import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useI18n, type I18n } from '../../i18n';
import type { Decision, Outcome, Pairing, PairingState } from './types';

type Kind = StatusIndicatorProps.Type;

const pairingKinds: Record<PairingState, Kind> = {
  none: 'stopped',
  blocked: 'warning',
  waiting: 'in-progress',
  synced: 'success',
  failed: 'error',
  parked: 'pending',
};

export const stateText = (state: PairingState, { t }: I18n) => t(`pairing.state.${state}`);

/** Where a record stands with AWS, in words. */
export function PairingStatus({ pairing }: { pairing: Pairing }) {
  const i18n = useI18n();
  return (
    <>
      <StatusIndicator type={pairingKinds[pairing.state]}>{stateText(pairing.state, i18n)}</StatusIndicator>
      {!!pairing.locked && (
        <StatusIndicator type="warning">
          {i18n.t('pairing.locked', { count: pairing.locked })}
        </StatusIndicator>
      )}
    </>
  );
}

const outcomeKinds: Record<Outcome, Kind> = {
  done: 'success',
  failed: 'error',
  waiting: 'in-progress',
  skipped: 'stopped',
};

export function OutcomeStatus({ outcome }: { outcome: Outcome }) {
  const { t } = useI18n();
  return <StatusIndicator type={outcomeKinds[outcome]}>{t(`log.outcome.${outcome}`)}</StatusIndicator>;
}

const decisionKinds: Record<Decision, Kind> = {
  same: 'success',
  toAws: 'in-progress',
  toCrm: 'in-progress',
  parked: 'pending',
  conflict: 'warning',
  refused: 'stopped',
};

export function DecisionStatus({ decision, winner }: { decision: Decision; winner?: string }) {
  const { t } = useI18n();
  const text =
    decision === 'conflict' && (winner === 'crm' || winner === 'aws')
      ? t(`plan.decision.conflict.${winner}`)
      : t(`plan.decision.${decision}`);
  return <StatusIndicator type={decisionKinds[decision]}>{text}</StatusIndicator>;
}
