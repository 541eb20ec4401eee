// @vitest-environment jsdom
import { afterEach, expect, test, vi } from 'vitest';
import type { Call } from '../../test/server';
import { fakeServer, ok } from '../../test/server';
import type { Run } from './api';
import { send } from './upload';

afterEach(() => {
  vi.unstubAllGlobals();
});

const run = (received: number, state: Run['state'] = 'uploading') => ({ id: 'R', received, state }) as Run;

test('a file goes in by pieces, and goes on from where the server has it', async () => {
  const got: [number, string][] = [];
  const take = (call: Call) => {
    const { start, data } = call.body as { start: number; data: string };
    got.push([start, atob(data)]);
    if (start === 0) return { body: run(6) }; // it has more than was just sent: an answer was lost before
    return { body: run(10, 'reading') };
  };
  fakeServer({ 'PUT /api/central/bulk/runs/R/file': take });
  const told: number[] = [];
  const end = await send(run(0), new Blob(['0123456789']), 4, now => told.push(now.received));
  expect(end.state).toBe('reading');
  expect(got).toEqual([
    [0, '0123'],
    [6, '6789'],
  ]);
  expect(told).toEqual([6, 10]);
});

test('a piece is sent again while the server is out of reach, and a refusal is not', async () => {
  let lost = 2;
  const server = fakeServer({
    'PUT /api/central/bulk/runs/R/file': () =>
      lost-- > 0 ? { status: 503, body: { code: 'unavailable' } } : { body: run(3, 'reading') },
  });
  await send(run(0), new Blob(['abc']), 4, () => {});
  expect(server.sent('PUT', '/api/central/bulk/runs/R/file')).toHaveLength(3);
  fakeServer({
    'PUT /api/central/bulk/runs/R/file': () => ({ status: 422, body: { code: 'invalid' } }),
  });
  await expect(send(run(0), new Blob(['abc']), 4, () => {})).rejects.toMatchObject({ code: 'invalid' });
});

test('what has come whole is not sent again', async () => {
  const server = fakeServer({ 'PUT /api/central/bulk/runs/R/file': ok(run(3)) });
  await send(run(3, 'reading'), new Blob(['abc']), 4, () => {});
  expect(server.sent('PUT', '/api/central/bulk/runs/R/file')).toHaveLength(0);
});
