// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest';
import { forget, forgetAll, keep, keptKey, readKept } from './kept';

const kept = { form: { document: { Origin: 'Partner Referral' } }, step: 2, at: '2026-04-01T09:00:00Z' };

beforeEach(() => localStorage.clear());

test('a draft comes back to the user who typed it, and to nobody else', () => {
  keep(keptKey('u1', 'new'), kept);
  expect(readKept(keptKey('u1', 'new'))).toEqual(kept);
  expect(readKept(keptKey('u2', 'new'))).toBeUndefined();
  expect(readKept(keptKey('u1', 'lead.eng-1'))).toBeUndefined();
  forget(keptKey('u1', 'new'));
  expect(readKept(keptKey('u1', 'new'))).toBeUndefined();
});

test('what is no draft is none', () => {
  for (const text of [
    '{',
    'null',
    '7',
    '{"form":{}}',
    '{"form":{"document":{}},"step":"x","at":"2026-04-01"}',
  ]) {
    localStorage.setItem(keptKey('u1', 'new'), text);
    expect(readKept(keptKey('u1', 'new')), text).toBeUndefined();
  }
});

test('signing out leaves no draft, and the other settings', () => {
  keep(keptKey('u1', 'new'), kept);
  keep(keptKey('u1', 'lead.eng-1'), kept);
  localStorage.setItem('cosell.language', 'ja');
  forgetAll();
  expect(Object.keys(localStorage)).toEqual(['cosell.language']);
});
