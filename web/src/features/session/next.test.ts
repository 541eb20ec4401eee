import { expect, test } from 'vitest';
import { localPath } from './next';

test('a path of ours is kept with its search', () => {
  expect(localPath('/opportunities/O1?tab=aws')).toBe('/opportunities/O1?tab=aws');
});

test.each([
  '//evil.example/x',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/login',
  7,
  undefined,
])('another site is refused: %s', next => {
  expect(localPath(next)).toBeUndefined();
});
