import { expect, test } from 'vitest';
import type { WholeLead as Lead } from './api';
import { peopleOf } from './people';

const met = (Email: string, InteractionDate?: string) => ({
  Contact: { Email, FirstName: Email, LastName: 'X', BusinessTitle: 'CIO' },
  InteractionDate,
});
const emails = (...all: ReturnType<typeof met>[]) =>
  peopleOf({ Interactions: all } as unknown as Lead).map(person => person.email);

test('who was met last comes first, however the interactions are ordered', () => {
  expect(emails(met('a', '2026-03-01T00:00:00Z'), met('b', '2026-01-01T00:00:00Z'))).toEqual(['a', 'b']);
  expect(emails(met('a', '2026-01-01T00:00:00Z'), met('b', '2026-03-01T00:00:00Z'))).toEqual(['b', 'a']);
});

test('of two at the same time, and of those without one, the later entry comes first', () => {
  expect(emails(met('a'), met('b'))).toEqual(['b', 'a']);
  expect(emails(met('a', '2026-01-01T00:00:00Z'), met('b', '2026-01-01T00:00:00Z'))).toEqual(['b', 'a']);
});

test('a person who was met twice is there once, with the later time', () => {
  const people = peopleOf({
    Interactions: [
      met('a', '2026-03-01T00:00:00Z'),
      met('A', '2026-01-01T00:00:00Z'),
      met('b', '2026-02-01T00:00:00Z'),
    ],
  } as unknown as Lead);
  expect(people.map(person => [person.email, person.met])).toEqual([
    ['A', '2026-03-01T00:00:00Z'],
    ['b', '2026-02-01T00:00:00Z'],
  ]);
});
