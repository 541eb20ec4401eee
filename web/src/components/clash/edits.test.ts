import { expect, test } from 'vitest';
import { compare, same, settle, withEdit } from './edits';

test('an absent value is as empty as an empty one', () => {
  expect(same(undefined, '')).toBe(true);
  expect(same([], null)).toBe(true);
  expect(same(false, undefined)).toBe(false);
  expect(same(['a', 'b'], ['a', 'b'])).toBe(true);
  expect(same(['a', 'b'], ['b', 'a'])).toBe(false);
});

test('a value put back to what it was is no edit', () => {
  const before = { Name: 'Move', Description: 'Old' };
  const edits = withEdit({}, before, 'Description', 'New');
  expect(edits).toEqual({ Description: 'New' });
  expect(withEdit(edits, before, 'Description', 'Old')).toEqual({});
  expect(withEdit(edits, before, 'NextStep', '')).toEqual({ Description: 'New' });
});

test('only a field that both changed, to different values, is a clash', () => {
  const before = { A: '1', B: '1', C: '1', D: '1' };
  const now = { A: '2', B: '2', C: '1', D: '3' };
  const edits = { A: '9', C: '9', D: '3' };
  expect(compare(before, now, edits)).toEqual({
    clashes: [{ name: 'A', mine: '9', theirs: '2' }],
    others: ['B'],
  });
});

test('what was chosen from the other side, and what the other side already says, is not sent', () => {
  const now = { A: '2', D: '3' };
  expect(settle({ A: '9', C: '8', D: '3' }, now, new Set(['A']))).toEqual({ C: '8' });
  expect(settle({ A: '9' }, now, new Set())).toEqual({ A: '9' });
});
