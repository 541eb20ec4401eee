import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useI18n } from '../../i18n';
import type { Case } from './api';

export const states = ['open', 'waiting-aws', 'waiting-partner', 'reopened', 'resolved'] as const;

const indicators: Record<Case['state'], StatusIndicatorProps.Type> = {
  open: 'pending',
  'waiting-aws': 'pending',
  'waiting-partner': 'info',
  reopened: 'warning',
  resolved: 'success',
};

export function CaseState({ state }: { state: Case['state'] }) {
  const { t } = useI18n();
  return <StatusIndicator type={indicators[state]}>{t(`support.state.${state}`)}</StatusIndicator>;
}
