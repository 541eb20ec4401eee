import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useI18n } from '../../i18n';
import { testPattern, type Sample } from './api';
import { refusalsOf, type Refused } from '../../components/form/FormModal';

interface Props {
  value: string;
  refused: Refused;
  onChange: (value: string) => void;
}

/** A rule's pattern, and what it takes: of the samples of every published type, and of an event of one's own. */
export function PatternEditor({ value, refused, onChange }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const [event, setEvent] = useState('');
  // What was tried stands beside the answer: after another keystroke it says nothing any more.
  const trial = useMutation({
    mutationFn: (of: { pattern: string; event: string }) => testPattern(of.pattern, of.event),
  });
  const current = trial.variables?.pattern === value && trial.variables.event === event;
  const shown = ['Pattern', 'Event'];
  const problems = refusalsOf(current ? trial.error : null, at => shown.includes(at), i18n);
  const tidy = () => {
    try {
      onChange(JSON.stringify(JSON.parse(value), undefined, 2));
    } catch {
      trial.mutate({ pattern: value, event }); // the server says what is wrong
    }
  };
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t('events.pattern.help')}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button formAction="none" onClick={tidy}>
                {t('events.pattern.tidy')}
              </Button>
              <Button
                formAction="none"
                loading={trial.isPending}
                onClick={() => trial.mutate({ pattern: value, event })}
              >
                {t('events.pattern.test')}
              </Button>
            </SpaceBetween>
          }
        >
          {t('events.pattern')}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {problems.rest.length > 0 && <Alert type="error">{problems.rest.join(' ')}</Alert>}
        <FormField
          label={t('events.pattern.json')}
          errorText={problems.refused('Pattern') ?? refused('Pattern')}
          stretch
        >
          <Textarea rows={8} spellcheck={false} value={value} onChange={e => onChange(e.detail.value)} />
        </FormField>
        <ExpandableSection headerText={t('events.pattern.own')}>
          <FormField
            label={t('events.pattern.event')}
            description={t('events.pattern.event.help')}
            errorText={problems.refused('Event')}
            stretch
          >
            <Textarea rows={10} spellcheck={false} value={event} onChange={e => setEvent(e.detail.value)} />
          </FormField>
        </ExpandableSection>
        {current && trial.data && event && (
          <Alert type={trial.data.takes ? 'success' : 'info'}>
            {t(trial.data.takes ? 'events.pattern.takesOwn' : 'events.pattern.leavesOwn')}
          </Alert>
        )}
        {current && trial.data && <Samples samples={trial.data.samples} onUse={setEvent} />}
      </SpaceBetween>
    </Container>
  );
}

function Samples({ samples, onUse }: { samples: Sample[]; onUse: (event: string) => void }) {
  const { t } = useI18n();
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      items={samples}
      trackBy={one => one.type}
      header={
        <Header variant="h3" counter={`(${samples.filter(one => one.takes).length}/${samples.length})`}>
          {t('events.samples')}
        </Header>
      }
      ariaLabels={{ tableLabel: t('events.samples') }}
      columnDefinitions={[
        { id: 'type', header: t('events.type'), cell: one => one.type, isRowHeader: true },
        {
          id: 'takes',
          header: t('events.samples.verdict'),
          cell: one => (
            <StatusIndicator type={one.takes ? 'success' : 'stopped'}>
              {t(one.takes ? 'events.samples.taken' : 'events.samples.left')}
            </StatusIndicator>
          ),
        },
        {
          id: 'use',
          header: t('common.actions'),
          cell: one => (
            <Button
              variant="inline-link"
              formAction="none"
              ariaLabel={`${t('events.samples.use')}: ${one.type}`}
              onClick={() => onUse(JSON.stringify(one.event, undefined, 2))}
            >
              {t('events.samples.use')}
            </Button>
          ),
        },
      ]}
    />
  );
}
