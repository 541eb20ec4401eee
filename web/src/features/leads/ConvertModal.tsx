import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRouter } from '@tanstack/react-router';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import type { LeadRecord } from './api';
import { statusText } from './words';

interface Props {
  record: LeadRecord;
  onQualify: () => void;
  onClose: () => void;
}

/** AWS takes the conversion of a lead that nobody has qualified; whoever does it says that it is meant. */
export function ConvertModal({ record, onQualify, onClose }: Props) {
  const i18n = useI18n();
  const { t } = i18n;
  const router = useRouter();
  const { id, company, status } = record;
  return (
    <Question
      title={t('leads.convert.early')}
      action={t('leads.convert.anyway')}
      onAction={() => void router.navigate({ to: '/opportunities/create', search: { lead: id } })}
      onClose={onClose}
    >
      <SpaceBetween size="m">
        <Box variant="p">
          {t('leads.convert.early.text', { name: company || id, status: statusText(status ?? 'Open', i18n) })}
        </Box>
        <Box variant="p">{t('leads.convert.then')}</Box>
        <Button variant="inline-link" onClick={onQualify}>
          {t('leads.convert.qualify')}
        </Button>
      </SpaceBetween>
    </Question>
  );
}
