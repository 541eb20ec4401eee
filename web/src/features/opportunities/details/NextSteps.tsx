import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { useI18n } from '../../../i18n';
import { readField, textOf, type Doc } from '../../../components/form/document';

export interface LoggedStep {
  Value: string;
  Time: string;
}

export function logOf(doc: Doc): LoggedStep[] {
  const log = readField(doc, 'next_steps_history');
  if (!Array.isArray(log)) return [];
  return (log as Doc[]).map(entry => ({ Value: textOf(entry.Value), Time: textOf(entry.Time) }));
}

interface Props {
  title: string;
  now: string;
  log: LoggedStep[];
  actions?: ReactNode;
}

/** The present next step, and those before it. */
export function StepsLog({ title, now, log, actions }: Props) {
  const { t, time } = useI18n();
  const earlier = log[0]?.Value === now ? log.slice(1) : log;
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" actions={actions}>
            {title}
          </Header>
        }
      >
        <Box color={now ? undefined : 'text-body-secondary'}>{now || t('nextSteps.none')}</Box>
      </Container>
      {earlier.length > 0 && (
        <Table
          variant="container"
          items={earlier}
          trackBy={entry => entry.Time + entry.Value}
          header={<Header variant="h2">{t('nextSteps.log')}</Header>}
          ariaLabels={{ tableLabel: t('nextSteps.log') }}
          columnDefinitions={[
            { id: 'time', header: t('history.when'), cell: entry => time(entry.Time), width: 220 },
            { id: 'value', header: title, cell: entry => entry.Value, isRowHeader: true },
          ]}
          wrapLines
        />
      )}
    </SpaceBetween>
  );
}
