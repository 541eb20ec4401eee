import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Toggle from '@cloudscape-design/components/toggle';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { problemText } from '../../../app/flash';
import { useI18n } from '../../../i18n';
import { planQuery } from '../api';
import { DecisionStatus } from '../states';
import type { CrmObject, Deal, PlannedField } from '../types';
import { fieldOf } from '../values';
import { awsText, ourText } from './planValue';

/** What a sync would do now, field by field, and why. Nothing is done by looking. */
export function PlanPreview({ object, deal }: { object: CrmObject; deal: Deal }) {
  const i18n = useI18n();
  const { t, time, pick } = i18n;
  const plan = useQuery(planQuery(deal.object, deal.id));
  const [whole, setWhole] = useState(false);
  const all = plan.data?.fields ?? [];
  const shown = whole ? all : all.filter(field => field.decision !== 'same');
  const steps = plan.data?.steps ?? [];
  const or = (text: string) => text || t('history.nothing');
  const nameOf = (field: PlannedField) => pick(field.crmLabel, field.crmLabelJa);
  const described = (field: PlannedField) =>
    field.crmObject === object.name ? fieldOf(object, field.crmField) : undefined;

  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description={plan.data && t('plan.made', { time: time(plan.data.madeDate) })}
            actions={
              <Button
                iconName="refresh"
                ariaLabel={t('action.refresh')}
                loading={plan.isFetching}
                onClick={() => void plan.refetch()}
              />
            }
          >
            {t('plan.steps')}
          </Header>
        }
      >
        {plan.isError && <Alert type="error">{problemText(plan.error, i18n)}</Alert>}
        {plan.isSuccess && steps.length === 0 && <Box color="text-body-secondary">{t('plan.nothing')}</Box>}
        {steps.length > 0 && (
          <ol>
            {steps.map((step, i) => (
              <li key={`${i} ${step.operation}`}>
                {pick(step.says, step.saysJa)} <Box variant="code">{step.operation}</Box>
              </li>
            ))}
          </ol>
        )}
      </Container>
      <Table<PlannedField>
        variant="container"
        wrapLines
        resizableColumns
        items={shown}
        trackBy={field => `${field.crmObject} ${field.crmField} ${field.path}`}
        loading={plan.isPending}
        loadingText={t('common.loading')}
        stickyColumns={{ first: 1 }}
        header={
          <Header
            variant="h2"
            counter={`(${shown.length})`}
            actions={
              <Toggle checked={whole} onChange={e => setWhole(e.detail.checked)}>
                {t('plan.whole')}
              </Toggle>
            }
          >
            {t('plan.title')}
          </Header>
        }
        ariaLabels={{ tableLabel: t('plan.title') }}
        empty={plan.isError ? problemText(plan.error, i18n) : t('plan.allSame')}
        columnDefinitions={[
          {
            id: 'field',
            header: t('violation.field'),
            isRowHeader: true,
            width: 185,
            cell: field => (
              <SpaceBetween size="xxxs">
                <Box fontWeight="bold">{nameOf(field)}</Box>
                <Box variant="small">{pick(field.label, field.labelJa)}</Box>
              </SpaceBetween>
            ),
          },
          {
            id: 'base',
            header: t('plan.base'),
            width: 145,
            cell: field => or(ourText(described(field), field.path, field.base, i18n)),
          },
          {
            id: 'crm',
            header: t('plan.crm'),
            width: 160,
            cell: field => or(ourText(described(field), field.path, field.crm, i18n)),
          },
          {
            id: 'aws',
            header: t('plan.aws'),
            width: 160,
            cell: field => or(awsText(field.path, field.aws, i18n)),
          },
          {
            id: 'decision',
            header: t('plan.decision'),
            width: 175,
            cell: field => <DecisionStatus decision={field.decision} winner={field.winner} />,
          },
          { id: 'why', header: t('plan.why'), minWidth: 200, cell: field => pick(field.why, field.whyJa) },
        ]}
      />
    </SpaceBetween>
  );
}
