import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useFollow } from '../../components/follow';
import { fieldAt } from '../../components/form/document';
import { useI18n, type I18n } from '../../i18n';
import { AwsWords } from './AwsWords';
import { objectText } from './objects';
import { fieldHref } from './places';
import type { Finding } from './types';

interface Props {
  findings: Finding[];
  title: string;
  /** Where saving a mended field leads back to. */
  back?: string;
}

export const findingLabel = (finding: Finding, { pick, label }: I18n): string => {
  if (finding.crmLabel) return pick(finding.crmLabel, finding.crmLabelJa);
  const id = fieldAt(finding.location);
  return id ? label(id) : finding.location;
};

const codeText = (code: string, { t, has }: I18n) => {
  const key = `violation.code.${code}`;
  return has(key) ? t(key) : t('violation.code.other');
};

/** Every broken rule: which field, what is wrong, how to mend it, and the way to the field. */
export function Findings({ findings, title, back }: Props) {
  const i18n = useI18n();
  const { t, pick } = i18n;
  const follow = useFollow();
  return (
    <Table<Finding>
      variant="embedded"
      wrapLines
      items={findings}
      ariaLabels={{ tableLabel: title }}
      columnDefinitions={[
        {
          id: 'field',
          header: t('violation.field'),
          isRowHeader: true,
          width: 190,
          cell: finding => (
            <SpaceBetween size="xxxs">
              <Box fontWeight="bold">{findingLabel(finding, i18n) || t('violation.record')}</Box>
              {finding.crmObject && (
                <Box variant="small">
                  {t('violation.on', { object: objectText(finding.crmObject, i18n) })}
                </Box>
              )}
            </SpaceBetween>
          ),
        },
        {
          id: 'message',
          header: t('violation.message'),
          minWidth: 260,
          cell: finding => {
            const fix = pick(finding.fixEn, finding.fixJa);
            const message = pick(finding.message, finding.messageJa);
            return (
              <SpaceBetween size="xxxs">
                <div>{fix || message}</div>
                {fix && fix !== message && <Box variant="small">{message}</Box>}
                <AwsWords said={finding.said} />
              </SpaceBetween>
            );
          },
        },
        {
          id: 'value',
          header: t('violation.value'),
          width: 190,
          cell: finding =>
            finding.value || (
              <Box color="text-body-secondary">
                {t(finding.hidden ? 'violation.hidden' : 'history.nothing')}
              </Box>
            ),
        },
        {
          id: 'rule',
          header: t('violation.rule'),
          width: 150,
          cell: finding =>
            finding.rule ? <Box variant="code">{finding.rule}</Box> : codeText(finding.code, i18n),
        },
        {
          id: 'mend',
          header: t('violation.mend'),
          width: 120,
          cell: finding =>
            finding.crmObject && finding.recordId ? (
              <Button
                variant="inline-link"
                href={fieldHref(finding.crmObject, finding.recordId, finding.crmField, back)}
                onFollow={follow}
                ariaLabel={t('violation.mendField', { field: findingLabel(finding, i18n) })}
              >
                {t('violation.mendShort')}
              </Button>
            ) : (
              t('common.empty')
            ),
        },
      ]}
    />
  );
}
