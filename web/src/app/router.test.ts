// @vitest-environment jsdom
import { waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { places } from '../../e2e/routes';
import { openPage } from '../test/render';
import { fakeServer, ok } from '../test/server';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('the browser test of all pages on a phone knows every page', async () => {
  fakeServer({ 'GET /api/session': ok({}) });
  const { app } = await openPage('/login');
  await waitFor(() => expect(app.router.state.status).toBe('idle')); // its code is loaded
  const pages = Object.values(app.router.routesById)
    .filter(route => route.options.component && !route.children)
    .map(route => route.fullPath);
  expect(Object.keys(places).sort()).toEqual([...new Set<string>(pages)].sort());
});
