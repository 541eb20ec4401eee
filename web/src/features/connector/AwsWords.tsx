import Box from '@cloudscape-design/components/box';
import { useI18n } from '../../i18n';

/** What AWS answered, as it came: in English and with its own names, for whoever asks AWS about it. */
export function AwsWords({ said }: { said: string | undefined }) {
  const { t } = useI18n();
  if (!said) return null;
  return (
    <Box variant="small" color="text-body-secondary">
      {t('violation.said')}
      <span lang="en">{said}</span>
    </Box>
  );
}
