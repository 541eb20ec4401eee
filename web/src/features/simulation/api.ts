import { queryOptions } from '@tanstack/react-query';
import { client } from '../../api/central';
import type { components } from '../../api/central.d';
import { unwrap } from '../../api/client';
import { listParameters } from '../../api/list';

type Schemas = components['schemas'];

export type Scenario = Schemas['Scenario'];
export type ScriptProblem = Schemas['ScriptProblem'];
export type Run = Schemas['Run'];
export type RunStep = Schemas['RunStep'];
export type Clock = Schemas['Clock'];
export type Quirk = Schemas['Quirk'];
export type QuotaRate = Schemas['QuotaRate'];
export type Shift = Omit<Schemas['Shift'], '$schema'>;

/** Scenarios play by themselves: what they do shows without a reload. */
const often = 5_000;

export const scenariosQuery = queryOptions({
  queryKey: ['desk', 'scenarios'],
  queryFn: () => unwrap(client.GET('/api/central/desk/scenarios')),
});

export const scenarioQuery = (name: string) =>
  queryOptions({
    queryKey: ['desk', 'scenarios', name],
    queryFn: () => unwrap(client.GET('/api/central/desk/scenarios/{id}', { params: { path: { id: name } } })),
  });

export const startScenario = (script: { name: string } | { text: string }) =>
  unwrap(client.POST('/api/central/desk/scenarios', { body: script }));

export const stopScenario = (name: string) =>
  unwrap(client.POST('/api/central/desk/scenarios/{id}/stop', { params: { path: { id: name } } }));

export const checkScript = (text: string) =>
  unwrap(client.POST('/api/central/desk/scenario-check', { body: { text } }));

export const runsKey = ['desk', 'runs'];

/** A page of what scenarios play, the latest first; of one scenario or of all. */
export const listRuns = (scenario: string | undefined, cursor: string | undefined) =>
  unwrap(
    client.GET('/api/central/desk/runs', {
      params: {
        query: listParameters({
          filter: scenario ? [{ property: 'scenario', operator: '=', value: scenario }] : undefined,
          pageSize: 10,
          cursor,
        }),
      },
    }),
  );

export const clockQuery = queryOptions({
  queryKey: ['desk', 'clock'],
  refetchInterval: often,
  queryFn: () => unwrap(client.GET('/api/central/desk/clock')),
});

export const shiftClock = (shift: Shift) => unwrap(client.POST('/api/central/desk/clock', { body: shift }));

export const quirksQuery = queryOptions({
  queryKey: ['desk', 'quirks'],
  queryFn: () => unwrap(client.GET('/api/central/desk/quirks')),
});

export const turnQuirk = (id: string, on: boolean, parameters: { [name: string]: string }) =>
  unwrap(client.PUT('/api/central/desk/quirks/{id}', { params: { path: { id } }, body: { on, parameters } }));

export const quotasQuery = queryOptions({
  queryKey: ['desk', 'quotas'],
  queryFn: () => unwrap(client.GET('/api/central/desk/quotas')),
});

/** What is left out stays as it is. */
export const setQuotas = (body: { mode?: string; percent?: number }) =>
  unwrap(client.PUT('/api/central/desk/quotas', { body }));

export const setRate = (operation: string, perSecond: number, perDay: number) =>
  unwrap(
    client.PUT('/api/central/desk/quotas/{id}', {
      params: { path: { id: operation } },
      body: { perSecond, perDay },
    }),
  );

export const restoreRate = (operation: string) =>
  unwrap(client.DELETE('/api/central/desk/quotas/{id}', { params: { path: { id: operation } } }));
