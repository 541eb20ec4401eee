import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useI18n } from '../../i18n';
import type { Channel, Person } from './api';

type Indicator = StatusIndicatorProps.Type;

export const states = ['requested', 'approved', 'created', 'declined', 'archived'] as const;

const indicators: Record<Channel['state'], Indicator> = {
  requested: 'pending',
  approved: 'in-progress',
  created: 'success',
  declined: 'error',
  archived: 'stopped',
};

const stands: Record<Person['state'], Indicator> = {
  chosen: 'pending',
  invited: 'pending',
  accepted: 'success',
  declined: 'stopped',
  left: 'stopped',
  expired: 'warning',
};

export function ChannelState({ state }: { state: Channel['state'] }) {
  const { t } = useI18n();
  return <StatusIndicator type={indicators[state]}>{t(`channels.state.${state}`)}</StatusIndicator>;
}

export function Stand({ state }: { state: Person['state'] }) {
  const { t } = useI18n();
  return <StatusIndicator type={stands[state]}>{t(`channels.stand.${state}`)}</StatusIndicator>;
}
