import { expect, test } from 'vitest';
import type { RecordRow } from '../types';
import { tokensFor, urgent } from './attention';

const row = (id: string): RecordRow => ({
  object: 'Opportunity',
  id,
  name: id,
  fields: {},
  modifiedDate: '2026-11-02T00:00:00Z',
  pairing: { state: 'synced', parked: 0, problems: 0 },
});

test('what AWS asks for comes first, and a deal is listed once', () => {
  const found = urgent(
    { blocked: [row('C')], failed: [row('B'), row('A')], action: [row('A')], parked: [row('D')] },
    10,
  );
  expect(found.map(one => `${one.reason} ${one.row.id}`)).toEqual(['action A', 'failed B', 'blocked C']);
});

test('a long list is cut after the most urgent', () => {
  expect(urgent({ blocked: [row('C')], action: [row('A'), row('B')] }, 2).map(one => one.row.id)).toEqual([
    'A',
    'B',
  ]);
});

test('a figure lists the same deals that it counts', () => {
  const mine = [{ property: 'owner', operator: '=', value: ['a@example.com'] }];
  expect(tokensFor('blocked', mine)).toEqual([
    { property: 'pairing', operator: '=', value: ['blocked'] },
    ...mine,
  ]);
});
