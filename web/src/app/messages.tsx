import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { ApiError } from '../api/client';
import { useFollow } from '../components/follow';
import { useI18n } from '../i18n';
import { problemText } from './flash';

export function NotFoundPage() {
  const { t } = useI18n();
  const follow = useFollow();
  return (
    <Box textAlign="center" padding={{ vertical: 'xxxl' }}>
      <SpaceBetween size="m">
        <Box variant="h1">{t('notFound.title')}</Box>
        <Box variant="p" color="text-body-secondary">
          {t('notFound.text')}
        </Box>
        <Button href="/" onFollow={follow}>
          {t('notFound.home')}
        </Button>
      </SpaceBetween>
    </Box>
  );
}

/** Shown when a page's own data cannot be loaded, or the page itself fails. */
export function ProblemPage({ error, reset }: { error: unknown; reset?: () => void }) {
  const i18n = useI18n();
  const queries = useQueryErrorResetBoundary();
  if (error instanceof ApiError && error.status === 404) return <NotFoundPage />;
  const again = () => {
    queries.reset(); // else a failed query would answer with its old failure
    reset?.();
  };
  return (
    <Box padding={{ vertical: 'l' }}>
      <Alert
        type="error"
        header={i18n.t('problem.title')}
        action={
          <Button onClick={reset ? again : () => window.location.reload()}>
            {reset ? i18n.t('action.retry') : i18n.t('problem.reload')}
          </Button>
        }
      >
        {problemText(error, i18n)}
      </Alert>
    </Box>
  );
}
