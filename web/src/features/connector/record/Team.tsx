import Link from '@cloudscape-design/components/link';
import { useI18n } from '../../../i18n';

/** The CRM keeps AWS's team as lines of text, each "title: name <address>". */
export function Team({ text }: { text: string }) {
  const { t, tx } = useI18n();
  if (text === '') return t('common.empty');
  return text.split('\n').map(line => {
    const [, title = '', name = '', address = ''] = /^(\w+): (.+) <(.+)>$/.exec(line) ?? [];
    if (!address) return <div key={line}>{line}</div>;
    return (
      <div key={line}>
        {tx('aws_team_role', title)}: <Link href={`mailto:${address}`}>{name}</Link>
      </div>
    );
  });
}
