import Button from '@cloudscape-design/components/button';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { startScenario, stopScenario, type Scenario } from './api';
import { alwaysOn } from './states';

interface Props {
  scenario: Scenario;
  /** Among other rows, where the label names the scenario and the button looks like a link. */
  inRow?: boolean;
}

/** Starts a scenario, or stops it after a question: what waits is dropped for good. */
export function StartStop({ scenario, inRow }: Props) {
  const { t, pick } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const title = pick(scenario.titleEn, scenario.titleJa) || scenario.name;
  const done = async (text: string) => {
    await queries.invalidateQueries({ queryKey: ['desk'] });
    setAsking(false);
    flash.success(text);
  };
  const start = useMutation({
    mutationFn: () => startScenario(scenario.text ? { text: scenario.text } : { name: scenario.name }),
    onSuccess: () => done(t('scenarios.started', { title })),
    onError: flash.failure,
  });
  const stop = useMutation({
    mutationFn: () => stopScenario(scenario.name),
    onSuccess: () => done(t('scenarios.stopped', { title })),
    onError: problem => {
      setAsking(false);
      flash.failure(problem);
    },
  });
  const variant = inRow ? 'inline-link' : 'normal';
  if (scenario.started) {
    const always = scenario.startedBy === alwaysOn;
    return (
      <>
        <Button
          variant={variant}
          ariaLabel={`${t('scenarios.stop')} ${title}`}
          disabled={always}
          disabledReason={t('scenarios.always')}
          onClick={() => setAsking(true)}
        >
          {t('scenarios.stop')}
        </Button>
        {asking && (
          <Question
            title={t('scenarios.stop')}
            action={t('scenarios.stop')}
            busy={stop.isPending}
            onAction={() => stop.mutate()}
            onClose={() => setAsking(false)}
          >
            {t('scenarios.stopText', { title })}
          </Question>
        )}
      </>
    );
  }
  return (
    <Button
      variant={inRow ? variant : 'primary'}
      ariaLabel={`${t('scenarios.start')} ${title}`}
      loading={start.isPending}
      onClick={() => start.mutate()}
    >
      {t('scenarios.start')}
    </Button>
  );
}
