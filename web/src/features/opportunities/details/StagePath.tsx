import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import { values } from '../../../gen/fields';
import { useI18n } from '../../../i18n';

const open = values.stage.map(([api]) => api).filter(api => api !== 'Closed Lost') as string[];

/** The stages on the way: those passed, the present one, and those still to come. A skipped stage is not drawn as done. */
export function stagePath(passed: readonly string[]): { stage: string; status: StepsProps.Status }[] {
  const now = passed.at(-1) ?? 'Prospect';
  const before = open.filter(stage => passed.includes(stage) && stage !== now);
  if (now === 'Closed Lost') {
    return [...before.map(stage => ({ stage, status: 'success' as const })), { stage: now, status: 'error' }];
  }
  if (now === 'Launched') {
    return [...before, now].map(stage => ({ stage, status: 'success' as const }));
  }
  const at = open.indexOf(now);
  const behind = before.filter(stage => open.indexOf(stage) < at);
  return [
    ...behind.map(stage => ({ stage, status: 'success' as const })),
    { stage: now, status: 'in-progress' },
    ...open.slice(at + 1).map(stage => ({ stage, status: 'pending' as const })),
  ];
}

export function StagePath({ passed }: { passed: readonly string[] }) {
  const { t, tx, label } = useI18n();
  const words: Partial<Record<StepsProps.Status, string>> = {
    success: t('stage.passed'),
    'in-progress': t('stage.now'),
    pending: t('stage.ahead'),
    error: t('stage.lost'),
  };
  return (
    <Container header={<Header variant="h2">{label('stage')}</Header>}>
      <Steps
        orientation="horizontal"
        ariaLabel={label('stage')}
        steps={stagePath(passed).map(({ stage, status }) => ({
          status,
          header: tx('stage', stage),
          statusIconAriaLabel: words[status],
        }))}
      />
    </Container>
  );
}
