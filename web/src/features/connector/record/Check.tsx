import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { problemText } from '../../../app/flash';
import { useI18n } from '../../../i18n';
import { preflightQuery } from '../api';
import { Findings } from '../Findings';
import { recordHref } from '../places';
import type { Deal } from '../types';

/** What AWS would say to the deal as it stands. */
export function Check({ deal }: { deal: Deal }) {
  const i18n = useI18n();
  const { t } = i18n;
  const check = useQuery(preflightQuery(deal.object, deal.id));
  const findings = check.data?.violations ?? [];
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t('check.text')}
          counter={findings.length > 0 ? `(${findings.length})` : undefined}
          actions={
            <Button
              iconName="refresh"
              ariaLabel={t('action.refresh')}
              loading={check.isFetching}
              onClick={() => void check.refetch()}
            />
          }
        >
          {t('check.title')}
        </Header>
      }
    >
      {check.isPending && <StatusIndicator type="loading">{t('check.running')}</StatusIndicator>}
      {check.isError && <Alert type="error">{problemText(check.error, i18n)}</Alert>}
      {check.isSuccess && findings.length === 0 && (
        <StatusIndicator type="success">{t('check.passed')}</StatusIndicator>
      )}
      {findings.length > 0 && (
        <Findings
          findings={findings}
          title={t('check.title')}
          back={`${recordHref(deal.object, deal.id)}?tab=check`}
        />
      )}
    </Container>
  );
}
