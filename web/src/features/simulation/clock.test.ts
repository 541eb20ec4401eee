import { expect, test } from 'vitest';
import { aheadText, instantOf } from './clock';

test('what the clock is ahead is told in days, hours and minutes', () => {
  expect(aheadText(3 * 86_400 + 2 * 3_600 + 61, 'en')).toBe('3 days 2 hours 1 minute');
  expect(aheadText(86_400, 'en')).toBe('1 day');
  expect(aheadText(86_400, 'ja')).toMatch(/^1\s?日$/);
  expect(aheadText(0, 'en')).toBe('0 minutes');
  expect(aheadText(-5, 'en')).toBe('0 minutes');
});

test('a day and a time make an instant once both are whole', () => {
  expect(instantOf('2027-04-01', '09:30')).toBe(new Date(2027, 3, 1, 9, 30).toISOString());
  expect(instantOf('2027-04', '09:30')).toBeUndefined();
  expect(instantOf('2027-04-01', '09')).toBeUndefined();
  expect(instantOf('2027-13-01', '09:30')).toBeUndefined();
});
