import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import { useNarrow } from '../../../components/narrow';
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

interface Props {
  passed: readonly string[];
  /** Stages that may follow now; none where the stage cannot be changed. */
  next?: readonly string[];
  onChoose?: (stage: string) => void;
}

/** Where the sale stands. A stage that may follow is a link, and says what it means to be there. */
export function StagePath({ passed, next = [], onChoose }: Props) {
  const { t, tx, has, label } = useI18n();
  const narrow = useNarrow();
  const words: Partial<Record<StepsProps.Status, string>> = {
    success: t('stage.passed'),
    'in-progress': t('stage.now'),
    pending: t('stage.ahead'),
    error: t('stage.lost'),
  };
  const means = (stage: string) =>
    has(`stage.means.${stage}`) ? t(`stage.means.${stage}` as 'stage.means.Launched') : undefined;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={onChoose && t('stage.choose')}
          actions={
            onChoose &&
            next.includes('Closed Lost') && (
              <Button onClick={() => onChoose('Closed Lost')}>{t('stage.close')}</Button>
            )
          }
        >
          {label('stage')}
        </Header>
      }
    >
      <Steps
        orientation={narrow ? 'vertical' : 'horizontal'}
        ariaLabel={label('stage')}
        steps={stagePath(passed).map(({ stage, status }) => {
          const text = tx('stage', stage);
          const may = onChoose && next.includes(stage);
          return {
            status,
            statusIconAriaLabel: words[status],
            header: may ? (
              <Link
                href="#"
                ariaLabel={t('stage.goTo', { stage: text })}
                onFollow={e => {
                  e.preventDefault();
                  onChoose(stage);
                }}
              >
                {text}
              </Link>
            ) : (
              text
            ),
            details: onChoose && (may || status === 'in-progress') ? means(stage) : undefined,
          };
        })}
      />
    </Container>
  );
}
