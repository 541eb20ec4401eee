import { createMemoryHistory } from '@tanstack/react-router';
import { expect, test } from 'vitest';
import { places } from '../../e2e/routes';
import { createApp } from './router';

test('the browser tests of all pages know every page', () => {
  const { router } = createApp(createMemoryHistory());
  const pages = Object.values(router.routesById)
    .filter(route => route.options.component && !('children' in route && route.children))
    .map(route => route.fullPath as string);
  expect(Object.keys(places).sort()).toEqual([...new Set(pages)].sort());
});
