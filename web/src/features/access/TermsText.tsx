import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { sessionQuery } from '../../api/session';
import { useFlash } from '../../app/flash';
import { useI18n } from '../../i18n';
import { acceptTerms, scorecardQuery, type Scorecard } from './api';

/** The terms of the program: who accepted them and when, their words, and for the alliance lead the way to accept them. */
export function TermsText({ card: { terms } }: { card: Scorecard }) {
  const { t, pick, time, date } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const [read, setRead] = useState(false);
  const accepting = useMutation({
    mutationFn: () => acceptTerms(terms.version),
    onSuccess: async card => {
      queries.setQueryData(scorecardQuery.queryKey, card);
      await queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      flash.success(t('terms.done'));
    },
    onError: async problem => {
      flash.failure(problem);
      await queries.invalidateQueries({ queryKey: scorecardQuery.queryKey });
    },
  });
  const words = (
    <SpaceBetween size="s">
      <Box variant="small">{t('terms.version', { day: date(terms.version) })}</Box>
      {terms.clauses.map(one => (
        <div key={one.title}>
          <Box variant="h3">{pick(one.title, one.titleJa)}</Box>
          <Box variant="p">{pick(one.text, one.textJa)}</Box>
        </div>
      ))}
    </SpaceBetween>
  );
  return (
    <Container header={<Header variant="h2">{t('terms.title')}</Header>}>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={3}
          items={[
            {
              label: t('terms.acceptedAt'),
              value: terms.accepted ? (
                <StatusIndicator>{time(terms.acceptedAt)}</StatusIndicator>
              ) : (
                <StatusIndicator type="pending">{t('terms.notYet')}</StatusIndicator>
              ),
            },
            ...(terms.accepted
              ? [
                  { label: t('terms.acceptedBy'), value: terms.acceptedBy || t('terms.atStart') },
                  { label: t('terms.which'), value: date(terms.which) || t('common.empty') },
                ]
              : []),
          ]}
        />
        {terms.mayAccept ? (
          <SpaceBetween size="m">
            {words}
            <Checkbox checked={read} onChange={e => setRead(e.detail.checked)}>
              {t('terms.read')}
            </Checkbox>
            <Button
              variant="primary"
              disabled={!read}
              disabledReason={t('terms.readFirst')}
              loading={accepting.isPending}
              onClick={() => accepting.mutate()}
            >
              {t('terms.accept')}
            </Button>
          </SpaceBetween>
        ) : (
          <ExpandableSection headerText={t('terms.show')}>{words}</ExpandableSection>
        )}
      </SpaceBetween>
    </Container>
  );
}
