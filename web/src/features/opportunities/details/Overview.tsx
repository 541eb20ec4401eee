import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { Record } from '../../../api/central';
import { readField, textOf } from '../../../components/form/document';
import { fieldValue } from '../../../components/form/FieldValue';
import { ReviewStatus } from '../../../components/Status';
import { useI18n } from '../../../i18n';

/** The facts that everybody asks for first. */
export function Overview({ record }: { record: Record }) {
  const i18n = useI18n();
  const { t, tx, label, time } = i18n;
  const doc = record.document;
  const or = (text: string | undefined) => text || t('common.empty');
  return (
    <Container header={<Header variant="h2">{t('opportunities.overview')}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          {
            label: label('review_status'),
            value: <ReviewStatus status={textOf(readField(doc, 'review_status'))} />,
          },
          { label: label('customer_company_name'), value: fieldValue(doc, 'customer_company_name', i18n) },
          {
            label: label('expected_monthly_aws_revenue'),
            value: fieldValue(doc, 'expected_monthly_aws_revenue', i18n),
          },
          { label: label('target_close_date'), value: fieldValue(doc, 'target_close_date', i18n) },
          ...('decisions' in record ? [{ label: t('desk.partner'), value: record.partner.name }] : []),
          { label: t('opportunities.owner'), value: or(record.owner?.name) },
          { label: label('involvement_type'), value: or(tx('involvement_type', record.involvement)) },
          { label: label('visibility'), value: or(tx('visibility', record.visibility)) },
          { label: label('origin'), value: or(tx('origin', record.origin)) },
          { label: label('partner_crm_id'), value: fieldValue(doc, 'partner_crm_id', i18n) },
          { label: label('created_date'), value: time(textOf(readField(doc, 'created_date'))) },
          { label: label('last_modified_date'), value: time(textOf(readField(doc, 'last_modified_date'))) },
        ]}
      />
    </Container>
  );
}
