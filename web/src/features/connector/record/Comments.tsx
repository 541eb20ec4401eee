import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import List from '@cloudscape-design/components/list';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useI18n } from '../../../i18n';
import type { Comment } from '../types';

/** Remarks on the deal, those of AWS marked as such. */
export function Comments({ comments }: { comments: Comment[] }) {
  const { t, time } = useI18n();
  return (
    <Container header={<Header variant="h2">{t('comments.title')}</Header>}>
      {comments.length === 0 ? (
        <Box color="text-body-secondary">{t('comments.none')}</Box>
      ) : (
        <List
          items={comments}
          ariaLabel={t('comments.title')}
          disablePaddings
          renderItem={comment => ({
            id: `${comment.at} ${comment.text}`,
            content: comment.text,
            secondaryContent: (
              <SpaceBetween direction="horizontal" size="xs">
                {comment.fromAws && <Badge color="blue">{t('comments.fromAws')}</Badge>}
                <span>{comment.author}</span>
                <span>{time(comment.at)}</span>
              </SpaceBetween>
            ),
          })}
        />
      )}
    </Container>
  );
}
