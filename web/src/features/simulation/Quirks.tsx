import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import Toggle from '@cloudscape-design/components/toggle';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFlash } from '../../app/flash';
import { useI18n } from '../../i18n';
import { quirksQuery, turnQuirk, type Quirk } from './api';
import { QuirkModal } from './QuirkModal';

export const valuesOf = (quirk: Quirk) =>
  Object.fromEntries(quirk.parameters.map(({ name, value, default: standard }) => [name, value || standard]));

/** Ways of the real Partner Central, each with a switch, what can be set of it, and where it is known from. */
export function Quirks() {
  const { t, pick, number } = useI18n();
  const flash = useFlash();
  const queries = useQueryClient();
  const quirks = useSuspenseQuery(quirksQuery).data.items;
  const [setting, setSetting] = useState<Quirk>();
  const turn = useMutation({
    mutationFn: ({ id, on, values }: { id: string; on: boolean; values: { [name: string]: string } }) =>
      turnQuirk(id, on, values),
    onSuccess: async ({ id, on }) => {
      await queries.invalidateQueries({ queryKey: quirksQuery.queryKey });
      flash.success(t(on ? 'simulation.quirks.turnedOn' : 'simulation.quirks.turnedOff', { id }));
    },
    onError: flash.failure,
  });
  const on = quirks.filter(quirk => quirk.on).length;

  return (
    <>
      <Table
        header={
          <Header
            variant="h2"
            counter={`(${number(on)}/${number(quirks.length)})`}
            description={t('simulation.quirks.text')}
          >
            {t('simulation.quirks')}
          </Header>
        }
        items={quirks}
        trackBy="id"
        wrapLines
        enableKeyboardNavigation
        ariaLabels={{ tableLabel: t('simulation.quirks') }}
        columnDefinitions={[
          {
            id: 'on',
            header: t('simulation.quirks.on'),
            minWidth: 90,
            cell: quirk => (
              <Toggle
                checked={quirk.on}
                ariaLabel={quirk.id}
                onChange={e => turn.mutate({ id: quirk.id, on: e.detail.checked, values: valuesOf(quirk) })}
              />
            ),
          },
          {
            id: 'what',
            header: t('simulation.quirks.what'),
            isRowHeader: true,
            minWidth: 300,
            cell: quirk => (
              <>
                {pick(quirk.what, quirk.whatJa)}
                <Box color="text-body-secondary" fontSize="body-s">
                  {quirk.id}
                </Box>
              </>
            ),
          },
          {
            id: 'where',
            header: t('simulation.quirks.where'),
            minWidth: 120,
            cell: quirk => <Badge>{t(`simulation.quirks.where.${quirk.where}`)}</Badge>,
          },
          {
            id: 'parameters',
            header: t('simulation.quirks.parameters'),
            minWidth: 220,
            cell: quirk =>
              quirk.parameters.length === 0 ? (
                t('common.empty')
              ) : (
                <>
                  {quirk.parameters.map(({ name, value, default: standard }) => (
                    <div
                      key={name}
                      style={{ overflowWrap: 'anywhere' }}
                    >{`${name} = ${(value || standard).replaceAll(',', ', ')}`}</div>
                  ))}
                  <Button
                    variant="inline-link"
                    ariaLabel={`${t('simulation.quirks.set')} ${quirk.id}`}
                    onClick={() => setSetting(quirk)}
                  >
                    {t('simulation.quirks.set')}
                  </Button>
                </>
              ),
          },
          {
            id: 'source',
            header: t('simulation.quirks.source'),
            minWidth: 220,
            cell: quirk => quirk.source,
          },
        ]}
      />
      {setting && <QuirkModal quirk={setting} onClose={() => setSetting(undefined)} />}
    </>
  );
}
