import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useState, type ReactNode } from 'react';
import { homeOf, isRole, type Session } from '../api/session';
import { useFollow } from '../components/follow';
import { useI18n } from '../i18n';

/** Tells somebody whose role was changed while a page was open, above whatever the page shows now. */
export function RoleChanged({ session, children }: { session: Session; children: ReactNode }) {
  const { t } = useI18n();
  const follow = useFollow();
  const [known, setKnown] = useState({ user: session.user.id, role: session.role });
  if (known.user !== session.user.id) setKnown({ user: session.user.id, role: session.role });
  const changed = known.user === session.user.id && known.role !== session.role;
  const role = isRole(session.role) ? t(`role.${session.role}`) : session.role;
  const know = () => setKnown({ user: session.user.id, role: session.role });
  // What is below keeps its place, so that nothing that was typed there is lost.
  return (
    <>
      {changed && (
        <Box margin={{ bottom: 'l' }}>
          <Alert
            type="warning"
            header={t('roleChanged.title', { role })}
            dismissible
            dismissAriaLabel={t('action.close')}
            onDismiss={know}
            action={
              <Button
                href={homeOf(session)}
                onFollow={event => {
                  know();
                  follow(event);
                }}
              >
                {t('roleChanged.home')}
              </Button>
            }
          >
            {t('roleChanged.text')}
          </Alert>
        </Box>
      )}
      {children}
    </>
  );
}
