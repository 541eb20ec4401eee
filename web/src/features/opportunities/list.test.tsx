// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Call } from '../../test/server';
import { openPage } from '../../test/render';
import { fakeServer, ok, person, presets } from '../../test/server';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const row = (id: string, company: string) => ({
  id,
  title: 'Migration',
  company,
  stage: 'Technical Validation',
  reviewStatus: 'Action Required',
  createdDate: '2026-11-01T00:00:00Z',
  lastModifiedDate: '2026-11-02T00:00:00Z',
});

const stageFilter = { property: 'stage', operator: '=', value: ['Technical Validation'] };
const filtered = `/opportunities?filter=${encodeURIComponent(JSON.stringify([stageFilter]))}`;

test('the filter of the address goes to the server and shows in the words of the language', async () => {
  const server = fakeServer({
    'GET /api/session': ok(person),
    'GET /api/central/opportunities': ok({ items: [row('O1', '株式会社みなと物流')], total: 1 }),
    'GET /api/central/users': ok({ items: [] }),
    'GET /api/central/views/opportunities': ok(presets),
  });
  await openPage(filtered, 'ja');
  await screen.findByText('O1');
  expect(screen.getByText('要対応')).toBeTruthy();
  await waitFor(() => expect(screen.getAllByText(/技術検証/).length).toBeGreaterThan(1)); // the token and the row
  expect(screen.queryByText(/Technical Validation/)).toBeNull();
  const [asked] = server.sent('GET', '/api/central/opportunities');
  expect(JSON.parse(asked?.query.get('filter') ?? '')).toEqual({ tokens: [stageFilter] });
  expect([asked?.query.get('sort'), asked?.query.get('order')]).toEqual(['modified', 'desc']);
});

test('pages follow the cursors of the server, forward and back, and a sort begins anew', async () => {
  const pages = (call: Call) => {
    const cursor = call.query.get('cursor');
    if (cursor === 'second') return { body: { items: [row('O2', 'B')], previous: 'first', total: 2 } };
    return { body: { items: [row('O1', 'A')], next: 'second', total: 2 } };
  };
  const server = fakeServer({
    'GET /api/session': ok(person),
    'GET /api/central/opportunities': pages,
    'GET /api/central/users': ok({ items: [] }),
    'GET /api/central/views/opportunities': ok(presets),
  });
  const { app } = await openPage('/opportunities');
  await screen.findByText('O1');
  fireEvent.click(screen.getByRole('button', { name: 'Next page' }));
  await screen.findByText('O2');
  expect(app.router.state.location.search).toEqual({ page: 2, cursor: 'second' });
  fireEvent.click(screen.getByRole('button', { name: 'Previous page' }));
  await screen.findByText('O1');
  expect(app.router.state.location.search).toEqual({});
  fireEvent.click(screen.getByRole('button', { name: 'Next page' }));
  await screen.findByText('O2');
  fireEvent.click(screen.getAllByRole('button', { name: /^Customer/ })[0]!);
  await screen.findByText('O1');
  expect(server.sent('GET', '/api/central/opportunities').at(-1)?.query.get('cursor')).toBeNull();
});

test('a list that cannot be loaded says why and can be tried again', async () => {
  let broken = true;
  fakeServer({
    'GET /api/session': ok(person),
    'GET /api/central/opportunities': () =>
      broken ? { status: 500, body: { code: 'internal' } } : { body: { items: [], total: 0 } },
    'GET /api/central/users': ok({ items: [] }),
    'GET /api/central/views/opportunities': ok(presets),
  });
  await openPage('/opportunities');
  await screen.findByText(/could not do this/);
  broken = false;
  fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
  await screen.findByText('No opportunities');
});

test('a filter without matches offers to clear it', async () => {
  fakeServer({
    'GET /api/session': ok(person),
    'GET /api/central/opportunities': call =>
      call.query.get('filter')
        ? { body: { items: [], total: 0 } }
        : { body: { items: [row('O1', 'A')], total: 1 } },
    'GET /api/central/users': ok({ items: [] }),
    'GET /api/central/views/opportunities': ok(presets),
  });
  await openPage(filtered);
  await screen.findByText('No matches');
  fireEvent.click(screen.getAllByRole('button', { name: 'Clear filters' })[0]!);
  await screen.findByText('O1');
  await waitFor(() => expect(screen.queryByText('No matches')).toBeNull());
});

test('a page that looked at as much as it may leads on', async () => {
  const server = fakeServer({
    'GET /api/session': ok(person),
    'GET /api/central/opportunities': call =>
      call.query.get('cursor')
        ? { body: { items: [row('O9', 'Z')], previous: 'back', total: 1, totalCapped: true } }
        : { body: { items: [], next: 'on', total: 0, totalCapped: true, short: true } },
    'GET /api/central/users': ok({ items: [] }),
    'GET /api/central/views/opportunities': ok(presets),
  });
  const { app } = await openPage(filtered);
  await screen.findByText('Nothing found yet');
  expect(screen.queryByText(/0\+|More than 0/)).toBeNull();
  expect(screen.queryByText('No matches')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Look on' }));
  await screen.findByText('O9');
  expect(app.router.state.location.search).toMatchObject({ page: 2, cursor: 'on' });
  expect(server.sent('GET', '/api/central/opportunities')).toHaveLength(2);
});

test('rows that come at once are asked for once, before the address changes', async () => {
  const server = fakeServer({
    'GET /api/session': ok(person),
    'GET /api/central/opportunities': ok({ items: [row('O1', 'A')], total: 1 }),
    'GET /api/central/users': ok({ items: [] }),
    'GET /api/central/views/opportunities': ok(presets),
  });
  const { app } = await openPage('/opportunities');
  await screen.findByText('O1');
  expect(server.sent('GET', '/api/central/opportunities')).toHaveLength(1);
  fireEvent.click(screen.getAllByRole('button', { name: /^Customer/ })[0]!);
  await waitFor(() => expect(app.router.state.location.search).toMatchObject({ sort: 'company' }));
  await waitFor(() => expect(server.sent('GET', '/api/central/opportunities')).toHaveLength(2));
});
