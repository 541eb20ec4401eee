import Box from '@cloudscape-design/components/box';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useI18n } from '../../i18n';
import type { Proposal } from './api';

/** What a person signs who approves away from this page. */
export function Signature({ proposal }: { proposal: Proposal }) {
  const { t } = useI18n();
  return (
    <ExpandableSection variant="container" headerText={t('proposals.sign')}>
      <SpaceBetween size="s">
        <span>{t('proposals.sign.text')}</span>
        <Box variant="code">
          <pre>{proposal.statement}</pre>
        </Box>
        <CopyButton text={proposal.statement} label={t('proposals.sign')} />
        <Box color="text-body-secondary">
          {t('proposals.sign.hash')}: {proposal.hash}
        </Box>
      </SpaceBetween>
    </ExpandableSection>
  );
}

/** A button that copies a text. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useI18n();
  return (
    <CopyToClipboard
      copyButtonAriaLabel={`${t('copy.copy')}: ${label}`}
      copyButtonText={t('copy.copy')}
      copySuccessText={t('copy.done')}
      copyErrorText={t('copy.failed')}
      textToCopy={text}
    />
  );
}
