import { expect, test } from 'vitest';
import { share } from './quota';

test('little is not nothing, and nearly all is not all', () => {
  expect(share(0, 10_000)).toBe(0);
  expect(share(3, 100_000)).toBe(1);
  expect(share(5_000, 10_000)).toBe(50);
  expect(share(9_999, 10_000)).toBe(99);
  expect(share(10_000, 10_000)).toBe(100);
  expect(share(10_001, 10_000)).toBe(100);
});
