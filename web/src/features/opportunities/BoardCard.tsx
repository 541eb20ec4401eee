import Box from '@cloudscape-design/components/box';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Icon from '@cloudscape-design/components/icon';
import type { Summary } from '../../api/central';
import { FollowLink } from '../../components/FollowLink';
import { ReviewStatus } from '../../components/Status';
import { useI18n } from '../../i18n';

interface Props {
  card: Summary;
  stages: string[];
  onMove: (stage: string) => void;
}

/** An opportunity on the board. It is dragged, or moved by its menu. */
export function BoardCard({ card, stages, onMove }: Props) {
  const { t, tx, date, money } = useI18n();
  const name = `${card.id} ${card.company}`;
  return (
    // A card looks like one: Cloudscape has no draggable container.
    <article
      aria-label={name}
      draggable
      onDragStart={e => {
        e.dataTransfer.setData('text/plain', card.id);
        e.dataTransfer.effectAllowed = 'move';
      }}
      style={{
        border: '1px solid color-mix(in srgb, currentcolor 30%, transparent)',
        borderRadius: 12,
        padding: 12,
        cursor: 'grab',
        overflowWrap: 'anywhere',
      }}
    >
      <div style={{ display: 'flex', justifyContent: 'space-between', gap: 4, alignItems: 'start' }}>
        <FollowLink href={`/opportunities/${card.id}`}>{card.company || card.id}</FollowLink>
        <ButtonDropdown
          variant="inline-icon"
          ariaLabel={t('board.card', { name })}
          expandToViewport
          items={stages
            .filter(stage => stage !== card.stage)
            .map(stage => ({ id: stage, text: t('board.move', { stage: tx('stage', stage) }) }))}
          onItemClick={e => onMove(e.detail.id)}
        />
      </div>
      <Box variant="small" display="block">
        {card.title}
      </Box>
      <Box fontSize="body-s" margin={{ top: 'xxs' }}>
        {[money(card.revenue?.amount, card.revenue?.currency), date(card.targetCloseDate)]
          .filter(Boolean)
          .join(' · ')}{' '}
        {card.flagged && <Icon name="flag" size="small" ariaLabel={t('flag.flagged')} />}
      </Box>
      <Box fontSize="body-s">
        <ReviewStatus status={card.reviewStatus} />
      </Box>
    </article>
  );
}
