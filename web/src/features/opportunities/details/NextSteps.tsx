import Badge from '@cloudscape-design/components/badge';
import Header from '@cloudscape-design/components/header';
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

/** The whole log of next steps, the present one on top. Of a draft it has no time yet. */
export function StepsLog({ title, now, log, actions }: Props) {
  const { t, time } = useI18n();
  const present = now !== '' && log[0]?.Value !== now ? [{ Value: now, Time: '' }] : [];
  const all = [...present, ...log];
  return (
    <Table
      variant="container"
      items={all}
      trackBy={entry => entry.Time + entry.Value}
      header={
        <Header variant="h2" counter={`(${all.length})`} actions={actions}>
          {title}
        </Header>
      }
      ariaLabels={{ tableLabel: title }}
      empty={t('nextSteps.none')}
      columnDefinitions={[
        {
          id: 'time',
          header: t('history.when'),
          cell: entry => time(entry.Time) || t('common.empty'),
          width: 200,
        },
        {
          id: 'value',
          header: title,
          cell: entry => (
            <>
              {entry === all[0] && now !== '' && (
                <>
                  <Badge color="blue">{t('nextSteps.now')}</Badge>{' '}
                </>
              )}
              {entry.Value}
            </>
          ),
          isRowHeader: true,
        },
      ]}
      wrapLines
    />
  );
}
