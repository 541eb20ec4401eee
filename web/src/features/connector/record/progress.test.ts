import { expect, test } from 'vitest';
import type { Pairing } from '../types';
import { progress } from './progress';

const at = (pairing: Partial<Pairing>) =>
  progress({ state: 'synced', parked: 0, problems: 0, ...pairing })
    .map(step => step.status)
    .join(' ');

test('a deal that was never shared has done nothing', () => {
  expect(at({ state: 'none' })).toBe('pending pending pending pending');
});

test('a deal that the check holds back has not been sent', () => {
  expect(at({ state: 'blocked', problems: 2 })).toBe('warning pending pending pending');
});

test('a deal under way is being sent', () => {
  expect(at({ state: 'waiting' })).toBe('success in-progress pending pending');
});

test('AWS refused it before any review', () => {
  expect(at({ state: 'failed' })).toBe('success error pending pending');
});

test('the review runs, asks, rejects or approves', () => {
  expect(at({ reviewStatus: 'Submitted' })).toBe('success success in-progress pending');
  expect(at({ reviewStatus: 'In review' })).toBe('success success in-progress pending');
  expect(at({ reviewStatus: 'Action Required' })).toBe('success success warning pending');
  expect(at({ reviewStatus: 'Rejected' })).toBe('success success error pending');
  expect(at({ reviewStatus: 'Approved' })).toBe('success success success success');
});

test('a failed update of an approved deal does not take the approval away', () => {
  expect(at({ state: 'failed', reviewStatus: 'Approved' })).toBe('success success success success');
});
