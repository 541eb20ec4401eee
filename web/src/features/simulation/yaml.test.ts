import { expect, test } from 'vitest';
import { partsOf } from './yaml';

const keysOf = (line: string) => partsOf(line).flatMap(part => (part.kind === 'key' ? [part.text] : []));
const comment = (line: string) => partsOf(line).find(part => part.kind === 'comment')?.text;

test('keys are found at the beginning, behind a dash and in braces', () => {
  expect(keysOf('name: slow-reviewer')).toEqual(['name']);
  expect(keysOf('  - when: submitted')).toEqual(['when']);
  expect(keysOf('      - {after: 10 minutes, as: reviewer, do: open}')).toEqual(['after', 'as', 'do']);
  expect(keysOf('play:')).toEqual(['play']);
  expect(keysOf('source: https://example.com')).toEqual(['source']);
});

test('a comment begins outside of quotes, at a space', () => {
  expect(comment('calendar: JP   # whose holidays')).toBe('# whose holidays');
  expect(comment('# all of it')).toBe('# all of it');
  expect(comment('comment: "number #1"')).toBeUndefined();
  expect(comment("comment: the customer's # note")).toBe('# note');
  expect(comment('title: C#')).toBeUndefined();
});

test('no character is lost', () => {
  for (const line of ['', '  ', 'a: {b: "c # d", e: f} # g', '- - x', "it's: 'one'"]) {
    expect(
      partsOf(line)
        .map(part => part.text)
        .join(''),
    ).toBe(line);
  }
});
