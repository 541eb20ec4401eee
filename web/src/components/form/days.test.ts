import { afterEach, expect, test, vi } from 'vitest';
import { createI18n } from '../../i18n/create';
import en from '../../i18n/en';
import { dayOf, earliestDay } from './days';

afterEach(() => vi.unstubAllEnvs());

const evening = new Date('2026-11-27T21:00:00Z'); // six in the morning of the 28th in Tokyo

test('a moment has the day of the reader, a calendar day its own', () => {
  vi.stubEnv('TZ', 'Asia/Tokyo');
  expect(dayOf(evening)).toBe('2026-11-28');
  expect(createI18n('en', en).date(evening.toISOString())).toBe('Nov 28, 2026');
  expect(createI18n('en', en).date('2026-11-27')).toBe('Nov 27, 2026');
  vi.stubEnv('TZ', 'America/Los_Angeles');
  expect(createI18n('en', en).date('2026-11-28T02:00:00Z')).toBe('Nov 27, 2026');
  expect(createI18n('en', en).date('2026-11-28')).toBe('Nov 28, 2026');
});

test('no day is offered that is over where the reader is, or for the server', () => {
  vi.stubEnv('TZ', 'Asia/Tokyo');
  expect(earliestDay(evening)).toBe('2026-11-28');
  vi.stubEnv('TZ', 'America/Los_Angeles');
  expect(dayOf(new Date('2026-11-28T02:00:00Z'))).toBe('2026-11-27');
  expect(earliestDay(new Date('2026-11-28T02:00:00Z'))).toBe('2026-11-28');
});
