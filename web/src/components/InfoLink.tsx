import Link from '@cloudscape-design/components/link';
import { useHelp, type HelpTopic } from '../app/help';
import { useI18n } from '../i18n';

/** The "Info" beside a title that opens the help panel. */
export function InfoLink({ topic, about }: { topic: HelpTopic; about: string }) {
  const { t } = useI18n();
  const help = useHelp();
  return (
    <Link variant="info" onFollow={() => help.open(topic)} ariaLabel={t('help.about', { about })}>
      {t('help.info')}
    </Link>
  );
}
