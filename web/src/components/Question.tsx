import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useI18n } from '../i18n';

interface Props {
  title: string;
  action: string;
  children: ReactNode;
  disabled?: boolean;
  /** Why it cannot be done yet. */
  disabledReason?: string;
  busy?: boolean;
  size?: 'medium' | 'large';
  onAction: () => void;
  onClose: () => void;
}

/** A modal with one thing to do and a way out. */
export function Question(props: Props) {
  const { title, action, children, disabled, disabledReason, busy, size, onAction, onClose } = props;
  const { t } = useI18n();
  return (
    <Modal
      visible
      header={title}
      size={size ?? 'medium'}
      closeAriaLabel={t('action.close')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button
              variant="primary"
              disabled={disabled}
              disabledReason={disabledReason}
              loading={busy}
              onClick={onAction}
            >
              {action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {children}
    </Modal>
  );
}
