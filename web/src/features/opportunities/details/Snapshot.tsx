import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { Doc } from '../../../components/form/document';
import { fieldValue } from '../../../components/form/FieldValue';
import type { FieldId } from '../../../gen/fields';
import { useI18n } from '../../../i18n';
import type { PartnerSnapshot } from '../../invitations/api';

const shown = [
  'review_status',
  'stage',
  'target_close_date',
  'next_steps',
  'customer_company_name',
  'opportunity_type',
  'use_case',
  'delivery_models',
  'sales_activities',
  'primary_need_from_aws',
  'expected_monthly_aws_revenue',
  'other_solution',
] as const satisfies FieldId[];

/** A copy of another partner's opportunity, in the shape of an opportunity. AWS spells LifeCycle otherwise in copies. */
export const documentOf = ({ view }: PartnerSnapshot): Doc => ({
  OpportunityType: view.OpportunityType ?? undefined,
  PrimaryNeedsFromAws: view.PrimaryNeedsFromAws ?? [],
  LifeCycle: view.Lifecycle ?? {},
  Customer: view.Customer ?? {},
  Project: view.Project ?? {},
});

/** What another partner publishes of its own opportunity about the same deal. */
export function Snapshot({ snapshot }: { snapshot: PartnerSnapshot }) {
  const i18n = useI18n();
  const { t, time, label } = i18n;
  const doc = documentOf(snapshot);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={t('partners.revision', { revision: snapshot.revision, at: time(snapshot.at) })}
        >
          {t('partners.snapshot', { name: snapshot.partner.name || snapshot.partner.id })}
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={shown.map(id => ({ label: label(id), value: fieldValue(doc, id, i18n) }))}
      />
    </Container>
  );
}
