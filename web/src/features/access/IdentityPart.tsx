import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { components } from '../../api/central.d';
import { useFlash } from '../../app/flash';
import { Question } from '../../components/Question';
import { useI18n } from '../../i18n';
import { securityQuery, unlinkIdentity, type LinkedIdentity } from './security';

/** Who the provider says somebody is, and the way to have that forgotten. */
export function IdentityPart({ security }: { security: components['schemas']['SecurityView'] }) {
  const { t, time, ago } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const [now] = useState(() => Date.now());
  const [asked, setAsked] = useState<LinkedIdentity>();
  const removing = useMutation({
    mutationFn: unlinkIdentity,
    onSuccess: () => flash.success(t('identity.removed')),
    onError: flash.failure,
    onSettled: async () => {
      setAsked(undefined);
      await queries.invalidateQueries({ queryKey: securityQuery.queryKey });
    },
  });
  return (
    <>
      <Table
        variant="container"
        wrapLines
        items={security.identities}
        trackBy="id"
        header={
          <Header variant="h2" description={t('identity.text')}>
            {t('identity.title')}
          </Header>
        }
        ariaLabels={{ tableLabel: t('identity.title') }}
        empty={
          <Box textAlign="center" color="inherit">
            <b>{t('identity.none')}</b>
            <Box variant="p" color="inherit">
              {t('identity.noneText', { button: t('session.with', { name: security.provider ?? '' }) })}
            </Box>
          </Box>
        }
        columnDefinitions={[
          {
            id: 'provider',
            header: t('identity.provider'),
            cell: one => (
              <>
                {one.name && <div>{one.name}</div>}
                <Box color="text-body-secondary" fontSize="body-s">
                  {one.issuer}
                </Box>
              </>
            ),
            isRowHeader: true,
            minWidth: 220,
          },
          { id: 'email', header: t('identity.email'), cell: one => one.email, minWidth: 180 },
          { id: 'made', header: t('identity.made'), cell: one => time(one.made), minWidth: 160 },
          { id: 'seen', header: t('identity.seen'), cell: one => ago(one.seen, now), minWidth: 130 },
          {
            id: 'remove',
            header: t('common.actions'),
            cell: one => (
              <Button
                variant="inline-link"
                ariaLabel={t('identity.removeOf', { email: one.email })}
                onClick={() => setAsked(one)}
              >
                {t('identity.remove')}
              </Button>
            ),
            minWidth: 110,
          },
        ]}
      />
      {asked && (
        <Question
          title={t('identity.remove.title')}
          action={t('identity.remove')}
          busy={removing.isPending}
          onAction={() => removing.mutate(asked.id)}
          onClose={() => setAsked(undefined)}
        >
          {t('identity.remove.text')}
        </Question>
      )}
    </>
  );
}
