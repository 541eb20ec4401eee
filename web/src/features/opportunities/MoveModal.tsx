import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { recordQuery, update } from '../../api/central';
import { ApiError } from '../../api/client';
import { problemText, useFlash } from '../../app/flash';
import { useFollow } from '../../components/follow';
import { writeField } from '../../components/form/document';
import { violationText } from '../../components/form/violations';
import { useI18n } from '../../i18n';

export interface Move {
  id: string;
  stage: string;
}

/** Moves a card to another stage, and says why where the rules refuse. */
export function MoveModal({ move, onClose }: { move: Move; onClose: () => void }) {
  const i18n = useI18n();
  const { t, tx } = i18n;
  const flash = useFlash();
  const follow = useFollow();
  const queries = useQueryClient();
  const stage = tx('stage', move.stage);
  const save = useMutation({
    mutationFn: async () => {
      const record = await queries.fetchQuery({ ...recordQuery(move.id), staleTime: 0 });
      return update(
        move.id,
        record.version,
        { document: writeField(record.document, 'stage', move.stage) },
        false,
      );
    },
    onSuccess: async () => {
      onClose();
      flash.success(t('board.moved', { id: move.id, stage }));
      await queries.invalidateQueries();
    },
  });
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return; // once, also where effects run twice
    begun.current = true;
    save.mutate();
  }, [save]);

  if (!save.isError) {
    return save.isPending ? <Spinner /> : null;
  }
  const reasons = save.error instanceof ApiError ? save.error.violations : [];
  return (
    <Modal
      visible
      header={t('board.refused', { id: move.id, stage })}
      closeAriaLabel={t('action.close')}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              {t('action.close')}
            </Button>
            <Button variant="primary" href={`/opportunities/${move.id}`} onFollow={follow}>
              {t('board.edit')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {reasons.length === 0 ? (
        problemText(save.error, i18n)
      ) : (
        <SpaceBetween size="s">
          <span>{t('board.refusedText')}</span>
          <ul>
            {reasons.map(reason => (
              <li key={reason.location + reason.message}>{violationText(reason, i18n)}</li>
            ))}
          </ul>
        </SpaceBetween>
      )}
    </Modal>
  );
}
